package org.clientele.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.hibernate.validator.ValidatorFactoryCustomizer;
import jakarta.inject.Singleton;
import org.hibernate.validator.BaseHibernateValidatorConfiguration;
import org.hibernate.validator.spi.nodenameprovider.JavaBeanProperty;
import org.hibernate.validator.spi.nodenameprovider.Property;
import org.hibernate.validator.spi.nodenameprovider.PropertyNodeNameProvider;

/** Has violations report the name on the wire instead of the name in Java. */
@Singleton
public class JsonNames implements ValidatorFactoryCustomizer {

  @Override
  public void customize(BaseHibernateValidatorConfiguration<?> configuration) {
    configuration.propertyNodeNameProvider(new FromJsonProperty());
  }

  private static final class FromJsonProperty implements PropertyNodeNameProvider {

    @Override
    public String getName(Property property) {
      if (!(property instanceof JavaBeanProperty component)) {
        return property.getName();
      }
      try {
        JsonProperty name =
            component
                .getDeclaringClass()
                .getDeclaredField(component.getName())
                .getAnnotation(JsonProperty.class);
        return name == null ? component.getName() : name.value();
      } catch (NoSuchFieldException e) {
        return component.getName();
      }
    }
  }
}
