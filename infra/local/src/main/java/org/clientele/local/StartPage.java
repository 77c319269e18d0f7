package org.clientele.local;

import java.util.List;

/** {@code GET /local}: customers to try, as they were at the first start. */
final class StartPage {

  private StartPage() {}

  /**
   * Returns the page.
   *
   * @param url where the server is
   */
  static String html(String url, List<DemoData.Sample> samples) {
    StringBuilder rows = new StringBuilder();
    for (DemoData.Sample sample : samples) {
      rows.append("<tr><td>")
          .append(escaped(sample.what()))
          .append("<td><code>")
          .append(escaped(sample.customer().id().value()))
          .append("</code><td>")
          .append(sample.customer().status())
          .append("<td><code>")
          .append(escaped(sample.token()))
          .append("</code>\n");
    }
    return """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>Clientele on this machine</title>
        <style>body{font-family:sans-serif;margin:2em}td,th{text-align:left;padding:.3em 1em .3em 0}</style>
        <h1>Clientele on this machine</h1>
        <p>Customers of <code>%2$s</code> to try, as they were at the first start. The API is
        described at <a href="/openapi.yaml">/openapi.yaml</a>.
        <table>
        <tr><th>what for<th>customer_id<th>status<th>a payment token of it
        %3$s</table>
        <p>An access token, good for an hour of the server's clock:
        <pre>export TOKEN=$(curl -sS -d '{"client_id": "%2$s", "client_secret": "%4$s", "grant_type": "client_credentials"}' -H 'Content-Type: application/json' %1$s/api/auth/v1/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
        curl -sS -H "Authorization: Bearer $TOKEN" %1$s/api/v1/customer/%5$s/tokens</pre>
        """
        .formatted(
            url, DemoData.CLIENT_ID, rows, DemoData.CLIENT_SECRET, samples.get(0).customer().id());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
