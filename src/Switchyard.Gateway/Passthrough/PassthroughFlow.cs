using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Entry;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Telemetry;

namespace Switchyard.Gateway.Passthrough;

/// <summary>Relays a request that is not intercepted: method, path, query, headers and body as they came, both bodies streamed. A body of moderate size is kept, so that another key can be tried with it.</summary>
internal sealed class PassthroughFlow(AttemptLoop attempts, AnswerRelay relay, GatewayInstruments instruments)
{
    private const int Replayable = 1 << 20;

    /// <summary>Whether a path of the unified routes is relayed by the model in its body.</summary>
    public static bool IsUnified(string path) => path is "/v1/embeddings" or "/v1/messages/count_tokens";

    /// <summary>Relays a request of a provider's own route; <paramref name="entry"/> is the entry of the allow list that lets it pass.</summary>
    public async ValueTask<RelayEnd> RunAsync(Exchange exchange, ProviderEntry provider, string path, string query, string entry)
    {
        var request = exchange.Context.Request;
        var limit = provider.Config.Settings.MaxBodyBytes ?? exchange.Snapshot.Source.Server.MaxBodyBytes;
        using var body = new PooledBuffer();
        StreamedContent? streamed = null;
        var hasBody = exchange.Context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;
        if (hasBody)
        {
            if (request.ContentLength > limit)
            {
                return new RelayEnd(InterceptionStatus.Failed, Failure.BodyTooLarge);
            }

            var keep = Math.Min(limit, Replayable);
            if (request.ContentLength > keep || !await RequestBody.ReadUpToAsync(request.BodyReader, keep, body, exchange.Call.Token))
            {
                streamed = new StreamedContent(body.Written, request.BodyReader.AsStream(leaveOpen: true), request.ContentLength, limit);
            }
        }

        return await SendAsync(exchange, entry, new UpstreamCall
        {
            Method = HttpMethod.Parse(request.Method),
            Path = path,
            Query = query,
            Endpoint = entry,
            Targets = [new Target(provider, null)],
            Body = hasBody && streamed is null ? body.Written : null,
            Streamed = streamed,
        });
    }

    /// <summary>Relays a request of a unified route to the provider that its model names.</summary>
    public async ValueTask<RelayEnd> RunUnifiedAsync(Exchange exchange, string path, string query)
    {
        var server = exchange.Snapshot.Source.Server;
        using var body = new PooledBuffer();
        if (await RequestBody.ReadAsync(exchange.Context.Request, server.MaxBodyBytes, body, exchange.Call.Token) is { } unreadable)
        {
            return new RelayEnd(InterceptionStatus.Failed, unreadable);
        }

        var editor = BridgeSet.Of(BridgeFormat.ChatCompletions);
        if (!editor.TryInspect(body.Written, server.MaxJsonDepth, out var facts, out var fault))
        {
            return new RelayEnd(InterceptionStatus.Failed, Failure.InvalidJson(fault ?? "The body is not a JSON object."));
        }

        if (TargetChoice.Find(exchange, facts.Model, format: null, out var targets, out _) is { } refusal)
        {
            return new RelayEnd(InterceptionStatus.Failed, refusal);
        }

        var passing = Array.FindAll(targets, target => target.Provider.Model!.Passthrough.Match(path) is not null);
        if (passing.Length == 0)
        {
            return new RelayEnd(InterceptionStatus.Failed, Failure.UnknownRoute);
        }

        return await SendAsync(exchange, path, new UpstreamCall
        {
            Method = HttpMethod.Post,
            Path = path,
            Query = query,
            Endpoint = path,
            Targets = passing,
            Editor = editor,
            Facts = facts,
            Body = body.Written,
            Decoded = true,
        });
    }

    private async ValueTask<RelayEnd> SendAsync(Exchange exchange, string entry, UpstreamCall call)
    {
        var end = new RelayEnd(InterceptionStatus.Failed, Failure.Internal);
        UpstreamAnswer? answer = null;
        try
        {
            answer = await attempts.RunAsync(exchange, call);
            end = answer.Response is null && call.Streamed is { LimitExceeded: true }
                ? new RelayEnd(InterceptionStatus.Failed, Failure.BodyTooLarge)
                : await relay.RelayAsync(exchange, answer, meter: null);
            return end;
        }
        finally
        {
            relay.EndAttempt(answer, end);
            answer?.Dispose();
            instruments.Passed(call.Targets[0].Provider.Config.Name, entry, MethodLabel(exchange.Context.Request.Method));
        }
    }

    // A client may invent methods.
    private static string MethodLabel(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method) || HttpMethods.IsPatch(method) || HttpMethods.IsHead(method)
            ? method
            : "other";
}
