using System.Globalization;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Tasks;
using Switchyard.Bundles.Tasks.Peers;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>
/// <c>tasks/get</c>, <c>tasks/result</c>, <c>tasks/list</c> and <c>tasks/cancel</c> of MCP 2025-11-25; <c>tasks/get</c>, <c>tasks/update</c> and <c>tasks/cancel</c> of the extension to MCP 2026-07-28. Whoever asks has his own tasks,
/// on whichever node they are.
/// </summary>
internal sealed class TaskMethods(TaskFinder finder, BundleSupervisor supervisor)
{
    private const string Id = "taskId";

    public async Task<RpcAnswer> GetAsync(McpRequest request, CancellationToken cancellationToken)
    {
        if (IsUndeclared(request))
        {
            return TaskAnswers.Undeclared();
        }

        var id = request.Text(Id);
        return Told(await finder.LookAsync(OwnerOf(request), id, cancellationToken), found => TaskAnswers.Standing(id!, found.Standing, request));
    }

    /// <summary>Waits until the task is over.</summary>
    public async Task<RpcAnswer> ResultAsync(McpRequest request, CancellationToken cancellationToken)
    {
        var id = request.Text(Id);
        return Told(await finder.WaitAsync(OwnerOf(request), id, cancellationToken), found => TaskAnswers.Outcome(id!, found.Standing, request));
    }

    public async Task<RpcAnswer> CancelAsync(McpRequest request, CancellationToken cancellationToken)
    {
        if (IsUndeclared(request))
        {
            return TaskAnswers.Undeclared();
        }

        var id = request.Text(Id);
        return Told(await finder.CancelAsync(OwnerOf(request), id, cancellationToken), found =>
            request.IsStateless ? Answers.Result(new JsonObject(), request)
            : found.WasOver ? Answers.Fail(RpcError.InvalidParams, $"The task is over: it is {TaskStates.NameOf(found.Standing.State)}.")
            : TaskAnswers.Standing(id!, found.Standing, request));
    }

    /// <summary>Takes answers to questions of a task. Servers are told that they can not ask any, so there are none to be answered, and what is sent all the same is left alone, as the extension says.</summary>
    public async Task<RpcAnswer> UpdateAsync(McpRequest request, CancellationToken cancellationToken) =>
        IsUndeclared(request) ? TaskAnswers.Undeclared() : Told(await finder.LookAsync(OwnerOf(request), request.Text(Id), cancellationToken), _ => Answers.Result(new JsonObject(), request));

    public async Task<RpcAnswer> ListAsync(McpRequest request, CancellationToken cancellationToken)
    {
        var tasks = await finder.ListAsync(OwnerOf(request), cancellationToken);
        if (!Paging.TryCut(tasks, KeyOf, "tasks", request.Text("cursor"), supervisor.Settings.PageSize, out var page, out var next))
        {
            return Answers.Fail(RpcError.InvalidParams, "The cursor is none of this list.");
        }

        var result = new JsonObject { ["tasks"] = new JsonArray([.. page.Select(static task => TaskAnswers.Describe(task.Id, task.Standing))]) };
        if (next is not null)
        {
            result["nextCursor"] = next;
        }

        return Answers.Result(result, request);
    }

    private static TaskOwner OwnerOf(McpRequest request) => new(request.Workspace, request.Caller.UserId, request.Caller.AccessKeyId);

    private static bool IsUndeclared(McpRequest request) => request.IsStateless && !request.Message.TakesTasks;

    /// <summary>In the order of the list, as texts.</summary>
    private static string KeyOf((string Id, TaskStanding Standing) task) => string.Create(CultureInfo.InvariantCulture, $"{task.Standing.CreatedAt.ToUnixTimeMilliseconds():D15}/{task.Id}");

    private static RpcAnswer Told(TaskSighting sighting, Func<TaskSighting.Found, RpcAnswer> found) => sighting switch
    {
        TaskSighting.Found here => found(here),
        TaskSighting.Silent silent => Answers.Fail(RpcError.InternalFault, silent.Message, new JsonObject { ["code"] = TaskFaults.Elsewhere }),
        _ => TaskAnswers.None(),
    };
}
