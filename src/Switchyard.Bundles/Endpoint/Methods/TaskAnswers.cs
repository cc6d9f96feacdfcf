using System.Globalization;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Tasks;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>Tells of tasks in the words of each revision.</summary>
internal static class TaskAnswers
{
    private const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>A task that was just made.</summary>
    public static RpcAnswer Made(HeldTask task, McpRequest request)
    {
        // One that is over by now is told of as it began; its client asks for the rest.
        var begun = task.Standing with { State = TaskState.Working };
        if (!request.IsStateless)
        {
            return Answers.Result(new JsonObject { ["task"] = Describe(task.Id, begun) }, request);
        }

        var made = DescribeStateless(task.Id, begun);
        made["resultType"] = "task";
        return Answers.Result(made, request);
    }

    /// <summary>How a task stands.</summary>
    public static RpcAnswer Standing(string id, TaskStanding standing, McpRequest request) =>
        Answers.Result(request.IsStateless ? Detailed(id, standing, request) : Describe(id, standing), request);

    /// <summary>A task in the words of 2025-11-25.</summary>
    public static JsonObject Describe(string id, TaskStanding standing)
    {
        var task = Common(id, standing);
        task["ttl"] = (long)standing.Ttl.TotalMilliseconds;
        task["pollInterval"] = (long)standing.PollInterval.TotalMilliseconds;
        return task;
    }

    /// <summary>What the call itself would have been answered with, and which task that is of (2025-11-25).</summary>
    public static RpcAnswer Outcome(string id, TaskStanding standing, McpRequest request)
    {
        var answer = Answers.OfCall(standing.Outcome!.Read(), request);
        if (answer is RpcAnswer.Result { Value: JsonObject result })
        {
            var meta = result[MetaKeys.Meta] as JsonObject ?? [];
            meta[MetaKeys.RelatedTask] = new JsonObject { ["taskId"] = id };
            result[MetaKeys.Meta] = meta;
        }

        return answer;
    }

    /// <summary>There is no such task.</summary>
    public static RpcAnswer None() => Answers.Fail(RpcError.InvalidParams, "There is no such task: it has expired, or it is none of this access key's in this workspace.");

    /// <summary>A client that does not say that it takes tasks asks for something that only such a client can have (2026-07-28).</summary>
    public static RpcAnswer Undeclared() => new RpcAnswer.Failure(RpcError.TasksUndeclared());

    private static JsonObject Detailed(string id, TaskStanding standing, McpRequest request)
    {
        var outcome = standing.Outcome?.Read();
        var answer = outcome is null ? null : Answers.Of(outcome, request);
        var state = answer is RpcAnswer.Result && standing.State == TaskState.Failed ? TaskState.Completed : answer is RpcAnswer.Failure && standing.State == TaskState.Completed ? TaskState.Failed : standing.State;
        var task = DescribeStateless(id, standing with { State = state });
        if (state == TaskState.Completed && answer is RpcAnswer.Result { Value: var value })
        {
            task["result"] = value;
        }
        else if (state == TaskState.Failed && answer is RpcAnswer.Failure { Error: var error })
        {
            task["error"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message, ["data"] = error.ErrorData };
        }

        return task;
    }

    private static JsonObject DescribeStateless(string id, TaskStanding standing)
    {
        var task = Common(id, standing);
        task["ttlMs"] = (long)standing.Ttl.TotalMilliseconds;
        task["pollIntervalMs"] = (long)standing.PollInterval.TotalMilliseconds;
        return task;
    }

    private static JsonObject Common(string id, TaskStanding standing)
    {
        var task = new JsonObject { ["taskId"] = id, ["status"] = TaskStates.NameOf(standing.State) };
        if (standing.Message is not null)
        {
            task["statusMessage"] = standing.Message;
        }

        task["createdAt"] = standing.CreatedAt.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);
        task["lastUpdatedAt"] = standing.UpdatedAt.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);
        return task;
    }
}
