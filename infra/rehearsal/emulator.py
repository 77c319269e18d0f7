"""Starts MiniStack, with three things of AWS that it lacks."""

from ministack.app import main
from ministack.core import lambda_runtime
from ministack.services import lambda_svc
from ministack.services.cloudformation import changesets, engine, provisioners
from samtranslator.translator import transform as sam

apply_transforms = engine._apply_transforms
transform = sam.transform
concurrency = lambda_svc._sqs_esm_concurrency
one_metric_alarm = provisioners._cw_metric_alarm_record


def with_parameters(template, provided=None, previous=None):
    """SAM's transform knows the parameters' values, by one of which it publishes versions."""
    values = engine._transform_parameters(template, provided, previous)
    sam.transform = lambda template, _, policies: transform(template, values, policies)
    return apply_transforms(template, provided, previous)


def as_number(mapping, *others):
    """A parameter's number is one, though parameters are texts."""
    scaling = mapping.get("ScalingConfig", {})
    return concurrency(mapping | {"ScalingConfig": {name: int(value) for name, value in scaling.items()}}, *others)


def alarm(name, properties):
    """An alarm may be of an expression; here it is one that never tells."""
    if properties.get("Metrics"):
        properties = properties | {"Metrics": None, "MetricName": "expression", "Namespace": "rehearsal"}
    return one_metric_alarm(name, properties)


# Ten seconds are enough for a start on a machine of its own.
lambda_runtime._PROVIDED_INIT_TIMEOUT = 60
changesets._apply_transforms = with_parameters
lambda_svc._sqs_esm_concurrency = as_number
provisioners._cw_metric_alarm_record = alarm
main()
