using Switchyard.Bundles.Endpoint.Messages;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>
/// Chooses how a call of a tool is made. In 2025-11-25 it is for the client to say, call by call. From 2026-07-28 on the client says what it can take, and gets a task for every tool that can be one: a task may take longer than a
/// call. In revisions without tasks a call is a call, and the server says what it thinks of that.
/// </summary>
internal static class TaskChoosing
{
    /// <param name="version">The revision that the client speaks.</param>
    /// <param name="isAsked">Whether the client wants a task (2025-11-25), or can take one (2026-07-28).</param>
    /// <param name="isAnnounced">Whether any bundle that the client has makes tasks, so that it was told of them.</param>
    /// <param name="support">What the tool declares; <see cref="TaskSupport.Forbidden"/> when its bundle makes no tasks.</param>
    public static TaskChoice Choose(string version, bool isAsked, bool isAnnounced, TaskSupport support)
    {
        if (ProtocolVersions.IsStateless(version))
        {
            return support == TaskSupport.Forbidden ? TaskChoice.Call : isAsked ? TaskChoice.Task : support == TaskSupport.Required ? TaskChoice.TaskOnly : TaskChoice.Call;
        }

        if (!ProtocolVersions.HasTasks(version) || !isAnnounced)
        {
            // Who announces none takes a request for one as an ordinary one.
            return TaskChoice.Call;
        }

        return (isAsked, support) switch
        {
            (true, TaskSupport.Forbidden) => TaskChoice.NoTask,
            (true, _) => TaskChoice.Task,
            (false, TaskSupport.Required) => TaskChoice.TaskOnly,
            _ => TaskChoice.Call,
        };
    }
}
