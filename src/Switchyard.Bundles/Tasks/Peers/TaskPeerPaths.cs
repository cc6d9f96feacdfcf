namespace Switchyard.Bundles.Tasks.Peers;

/// <summary>Where nodes ask each other about tasks, on the listener of the control plane.</summary>
internal static class TaskPeerPaths
{
    public const string View = "/peers/v1/tasks/view";
    public const string Cancel = "/peers/v1/tasks/cancel";
    public const string List = "/peers/v1/tasks/list";
}
