"""The standard tracking plan that ships with Tagma."""

from tagma.collect.plan.plan import (
    PlanClass,
    PlanEvent,
    PlanMetric,
    PlanProperty,
    Scene,
    TrackingPlan,
    choose_name,
    default_repeat,
    default_weight,
    read_plan,
)

__all__ = [
    "PlanClass",
    "PlanEvent",
    "PlanMetric",
    "PlanProperty",
    "Scene",
    "TrackingPlan",
    "choose_name",
    "default_repeat",
    "default_weight",
    "read_plan",
]
