using System.Runtime.CompilerServices;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Detection;
using Switchyard.Gateway.Dumps;
using Switchyard.Gateway.Entry;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Routing;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Tools.Loop;

namespace Switchyard.Gateway.Pipeline;

/// <summary>An intercepted request from its body to its record: read, inspect, give it tools, journal, serve.</summary>
internal sealed class Interception(
    Serving serving, AnswerHeaders headers, InterceptionRecord record, Limiter limiter, Dumping dumping, ModuleGate modules, ToolGate tools)
{
    /// <summary>Runs it. <paramref name="native"/> is the provider of the path, or null on the unified routes, where the model names it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RelayEnd> RunAsync(Exchange exchange, IBridge bridge, string path, string query, ProviderEntry? native)
    {
        var end = new RelayEnd(InterceptionStatus.Failed, Failure.Internal);
        try
        {
            end = await ReadAndServeAsync(exchange, bridge, path, query, native);
            return end;
        }
        finally
        {
            // Whatever the way out: modules that hold something for the request hear of its end. Where it was recorded they have heard already.
            modules.End(exchange, end);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RelayEnd> ReadAndServeAsync(Exchange exchange, IBridge bridge, string path, string query, ProviderEntry? native)
    {
        var request = exchange.Context.Request;
        var server = exchange.Snapshot.Source.Server;
        using var body = new PooledBuffer();
        var limit = native?.Config.Settings.MaxBodyBytes ?? server.MaxBodyBytes;
        if (await RequestBody.ReadAsync(request, limit, body, exchange.Call.Token) is { } unreadable)
        {
            return new RelayEnd(InterceptionStatus.Failed, unreadable);
        }

        if (!bridge.TryInspect(body.Written, server.MaxJsonDepth, out var facts, out var fault))
        {
            return new RelayEnd(InterceptionStatus.Failed, Failure.InvalidJson(fault ?? "The body is not a JSON object."));
        }

        if (Prepare(exchange, facts, native, bridge.Format, out var targets, out var alias) is { } refusal)
        {
            return new RelayEnd(InterceptionStatus.Failed, refusal);
        }

        if (!AgentHeaders.TryRead(request.Headers, out var agent))
        {
            return new RelayEnd(InterceptionStatus.Failed, Failure.InvalidAgentHeaders);
        }

        if (targets[0].Provider.Config.Settings.MaxBodyBytes is { } own && body.Length > own)
        {
            return new RelayEnd(InterceptionStatus.Failed, Failure.BodyTooLarge);
        }

        ReadOnlyMemory<byte> content = body.Written;
        if (modules.Begin(exchange, bridge, facts, content, targets, alias) is { } unordered)
        {
            return new RelayEnd(InterceptionStatus.Failed, unordered);
        }

        if (exchange.Modules is { } run)
        {
            var verdict = await modules.RunAsync(exchange, bridge, run);
            if (verdict.Failure is { } unwanted)
            {
                return new RelayEnd(InterceptionStatus.Failed, unwanted);
            }

            (content, facts) = (run.Request.Body, run.Request.Facts);
            if (verdict.Answered is { } answer)
            {
                return await AnswerAsync(exchange, Start(exchange, facts, bridge.Format, content.Span, targets[0], alias, agent), answer);
            }
        }

        var entry = await tools.EnterAsync(exchange, bridge, facts, content, targets);
        if (entry.Refusal is { } unready)
        {
            return new RelayEnd(InterceptionStatus.Failed, unready);
        }

        var costs = TargetCosts.Of(exchange, entry.Facts, targets, entry.Body.Length);
        if (costs is not null && await ReserveAsync(exchange, costs) is { } exceeded)
        {
            return new RelayEnd(InterceptionStatus.Failed, exceeded);
        }

        var start = Start(exchange, facts, bridge.Format, content.Span, targets[0], alias, agent);
        var span = record.StartSpan(exchange, start);
        if (!record.TryStart(exchange, start))
        {
            span?.Dispose();
            return new RelayEnd(InterceptionStatus.Failed, Failure.RecordingUnavailable);
        }

        dumping.Begin(exchange, content.Span);
        var call = new UpstreamCall
        {
            Method = HttpMethod.Post,
            Path = path,
            Query = query,
            Endpoint = InterceptedPaths.EndpointOf(bridge.Format),
            Targets = targets,
            Costs = costs,
            Bridge = bridge,
            Editor = bridge,
            Facts = entry.Facts,
            Body = entry.Body,
            Decoded = true,
            Preparer = headers,
        };
        return entry.Conversation is { } conversation
            ? await serving.RunToolsAsync(exchange, call, conversation, start, span)
            : await serving.RunAsync(exchange, call, start, body, span);
    }

    private async ValueTask<RelayEnd> AnswerAsync(Exchange exchange, InterceptionStart start, ModuleAnswer answer)
    {
        var span = record.StartSpan(exchange, start);
        if (!record.TryStart(exchange, start))
        {
            span?.Dispose();
            return new RelayEnd(InterceptionStatus.Failed, Failure.RecordingUnavailable);
        }

        dumping.Begin(exchange, exchange.Modules!.Request.Body.Span);
        return await serving.AnswerAsync(exchange, answer, start, span);
    }

    // Whichever target serves in the end: there is room for the dearest.
    private async ValueTask<Failure?> ReserveAsync(Exchange exchange, long[] costs)
    {
        var (month, cost) = (BudgetMonths.Of(exchange.StartedAt), costs.Max());
        var moment = limiter.Moment;
        var since = moment.Now;
        var answer = exchange.Limits.Reserve(month, cost, moment);
        while (answer.IsOpen && !moment.IsFinal)
        {
            moment = await limiter.AskAsync(since, exchange.Call.Token);
            answer = exchange.Limits.Reserve(month, cost, moment);
        }

        return limiter.FailureOf(answer);
    }

    private static Failure? Prepare(Exchange exchange, RequestFacts facts, ProviderEntry? native, BridgeFormat format, out Target[] targets, out string? alias)
    {
        alias = null;
        targets = native is null ? [] : [new Target(native, null)];
        if (facts.Background)
        {
            return Failure.BackgroundUnsupported;
        }

        return native is null ? TargetChoice.Find(exchange, facts.Model, format, out targets, out alias) : null;
    }

    private static InterceptionStart Start(
        Exchange exchange, RequestFacts facts, BridgeFormat format, ReadOnlySpan<byte> body, Target target, string? alias, AgentHeaders agent)
    {
        var actor = exchange.Actor!;
        var client = ClientDetector.Detect(exchange.Snapshot.Source.Detection, exchange.Context.Request.Headers, facts);
        return new InterceptionStart
        {
            Id = exchange.Id,
            StartedAt = exchange.StartedAt,
            Revision = exchange.Snapshot.Revision,
            UserId = actor.Key.UserId,
            AccessKeyId = actor.Key.Id,
            ProviderId = target.Provider.Config.Id,
            ProviderName = target.Provider.Config.Name,
            Model = target.Model ?? facts.Model,
            Route = alias,
            Format = format,
            Stream = facts.Stream,
            Client = client.Client,
            Session = client.Session,
            AgentSession = agent.Session,
            AgentSequence = agent.Sequence,
            Byok = exchange.Byok is not null,
            Prompt = PromptText.Read(body, facts, exchange.Snapshot.Source.Recording.Prompts),
            ToolResultId = facts.ToolResultId,
        };
    }
}
