using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Endpoint.Recording;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Tasks.Errands;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>Takes calls of tools that are to be tasks.</summary>
internal sealed class TaskDesk(BundleSupervisor supervisor, WorkspaceLists lists, TaskErrands errands)
{
    /// <summary>The parameter of <c>tools/call</c> by which a client asks for a task (2025-11-25).</summary>
    public const string Task = "task";

    /// <summary>Chooses how a call is made.</summary>
    public TaskChoice Choose(McpRequest request, OfferedTool tool)
    {
        var user = request.Caller.UserId;
        var manners = supervisor.Run(tool.Bundle, user) is { } run ? lists.TraitsOf(run).Tasks : TaskManners.None;
        var isAsked = request.IsStateless ? request.Message.TakesTasks : request.Message.Parameters?[Task] is not null;
        return TaskChoosing.Choose(
            request.Version,
            isAsked,
            manners.HasFlag(TaskManners.Asked) || (isAsked && lists.TraitsOf(request.Workspace, user).Tasks.HasFlag(TaskManners.Asked)),
            manners.HasFlag(TaskManners.Offered) && request.IsStateless ? TaskSupport.Optional : manners.HasFlag(TaskManners.Asked) ? TaskSupports.Of(tool.Tool) : TaskSupport.Forbidden);
    }

    /// <summary>Answers a call that is not made as a call.</summary>
    /// <param name="choice">How it is made.</param>
    /// <param name="request">The request.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="parameters">The <c>params</c> for the server.</param>
    /// <param name="cancellationToken">The client gives up.</param>
    /// <returns>The answer, and what is to be recorded of it; null when a task was made.</returns>
    public async Task<(RpcAnswer Answer, string? Outcome)> AnswerAsync(TaskChoice choice, McpRequest request, OfferedTool tool, JsonObject parameters, CancellationToken cancellationToken)
    {
        switch (choice)
        {
            case TaskChoice.NoTask:
                return (Answers.Fail(RpcError.MethodNotFound, $"The tool '{tool.FullName}' can not be called as a task."), "error");
            case TaskChoice.TaskOnly:
                return (request.IsStateless ? TaskAnswers.Undeclared() : Answers.Fail(RpcError.MethodNotFound, $"The tool '{tool.FullName}' can only be called as a task."), "error");
        }

        if (!TryReadTtl(request, out var ttl))
        {
            return (Answers.Fail(RpcError.InvalidParams, "'task' is an object, and its 'ttl' a number of milliseconds."), "error");
        }

        var (task, why) = await errands.MakeAsync(new TaskOrder(request.Caller, tool.Bundle, tool.Tool.Name, parameters, ttl, TakesResults: request.IsStateless), cancellationToken);
        return task is null ? (Answers.Of(why!, request), RecordedOutcome.Of(why!)) : (TaskAnswers.Made(task, request), null);
    }

    /// <summary>How long the client wants the task to live; null when it does not say, or for as long as it may.</summary>
    private static bool TryReadTtl(McpRequest request, out TimeSpan? ttl)
    {
        ttl = null;
        if (request.IsStateless)
        {
            return true;
        }

        if (request.Message.Parameters?[Task] is not JsonObject task)
        {
            return false;
        }

        if (task["ttl"] is not { } wanted)
        {
            return true;
        }

        if (wanted.GetValueKind() != JsonValueKind.Number || !wanted.AsValue().TryGetValue<double>(out var milliseconds) || milliseconds < 0)
        {
            return false;
        }

        ttl = TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue));
        return true;
    }
}
