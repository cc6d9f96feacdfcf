using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>Which state may follow which. Whatever is not here is a bug of the lifecycle, refused and logged.</summary>
internal static class Transitions
{
    public static bool Allow(BundleState from, BundleState to) => from switch
    {
        BundleState.Stopped => to is BundleState.Starting,
        BundleState.Starting => to is BundleState.Running or BundleState.Crashed or BundleState.Dead or BundleState.Draining,
        BundleState.Running => to is BundleState.Restarting or BundleState.Draining or BundleState.Crashed,
        BundleState.Restarting => to is BundleState.Running or BundleState.Crashed or BundleState.Draining,
        BundleState.Draining => to is BundleState.Stopped,
        BundleState.Crashed => to is BundleState.Starting or BundleState.Dead or BundleState.Stopped,
        BundleState.Dead => to is BundleState.Starting or BundleState.Stopped,
        _ => false,
    };
}
