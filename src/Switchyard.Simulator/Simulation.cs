using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchyard.Simulator.Answers;
using Switchyard.Simulator.Dialects.Bedrock;
using Switchyard.Simulator.Journal;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Routing;
using Switchyard.Simulator.Rules;

namespace Switchyard.Simulator;

/// <summary>
/// The simulated providers themselves, without a server: rules and log, and a handler for requests. Safe for any number of threads.
/// </summary>
/// <remarks>
/// A request goes: read → log → fast path (answer known, nothing special in force) or: behaviour → refusals → latency → fault instead of an answer → stream or document.
/// </remarks>
public sealed class Simulation
{
    private readonly SimulatorOptions _options;
    private readonly RouteTable _routes;
    private readonly PreparedAnswers _prepared;
    private readonly Answering _answering;
    private long _ordinal;

    /// <summary>Makes a simulation with an empty log and without rules.</summary>
    public Simulation(SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _routes = new RouteTable(options.Models);
        _prepared = new PreparedAnswers(options.Default);
        _answering = new Answering(options.LatencySeed, options.Clock);
        Log = new SimulatorLog(options.LogCapacity, options.LogBytes);
    }

    /// <summary>What was received.</summary>
    public SimulatorLog Log { get; }

    /// <summary>What is answered otherwise than the requests ask.</summary>
    public RuleTable Rules { get; } = new();

    /// <summary>How many requests were received, logged or not.</summary>
    public long Received => Interlocked.Read(ref _ordinal);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var body = await RequestBody.ReadAsync(context.Request);
        var request = context.Request;
        var ordinal = Interlocked.Increment(ref _ordinal);
        var key = Credential.Of(request.Headers);
        var route = _routes.Find(request.Method, request.Path.Value ?? "/", request.Headers);
        var prepared = route is null ? null : _prepared.For(route, body, request.Path.Value ?? "/");

        // Whoever waits for a request looks at it once, when it comes: what can be known by then is in it.
        var entry = Log.Keeps || route?.Dialect is BedrockDialect ? MakeEntry(context, body, ordinal, key, prepared?.Turn?.Facts.Model) : null;
        if (entry is not null && Log.Keeps)
        {
            Log.Add(entry);
        }

        var outcome = RequestOutcome.Broken;
        try
        {
            outcome = await AnswerAsync(new Exchange(context, body, ordinal, key, entry), route, prepared);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            outcome = RequestOutcome.ClientDisconnected;
        }
        finally
        {
            entry?.Complete(outcome);
        }
    }

    private Task<RequestOutcome> AnswerAsync(Exchange exchange, Route? route, Prepared? prepared)
    {
        if (route is null || prepared is null)
        {
            return Answering.RefuseAsync(exchange, _routes.Fallback, new(404, $"Unknown request URL: {exchange.Request.Method} {exchange.Request.Path}"));
        }

        if (_options.AcceptedKeys is { } accepted && (exchange.Key is null || !accepted.Contains(exchange.Key)))
        {
            return Answering.RefuseAsync(exchange, route.Dialect, new(401, "Incorrect API key provided."));
        }

        if (route.Dialect is BedrockDialect && AwsSignatureCheck.Refuse(exchange.Entry!, _options.AwsSecrets) is { } refusal)
        {
            return Answering.RefuseAsync(exchange, route.Dialect, refusal);
        }

        if (_options.ChecksCalls && CallCheck.Fault(exchange.Body) is { } fault)
        {
            return Answering.RefuseAsync(exchange, route.Dialect, new(400, fault));
        }

        var rule = Rules.IsEmpty ? null : Rules.Take(exchange.Key, prepared.Turn?.Facts.Model, exchange.Request.Path.Value ?? "");
        return _answering.AnswerAsync(exchange, route, prepared, rule);
    }

    private static ReceivedRequest MakeEntry(HttpContext context, ReadOnlyMemory<byte> body, long ordinal, string? key, string? model) => new()
    {
        Ordinal = ordinal,
        Method = context.Request.Method,
        Path = context.Request.Path.Value ?? "/",
        RawTarget = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "",
        Headers = [.. context.Request.Headers.SelectMany(header => header.Value.Select(value => new KeyValuePair<string, string>(header.Key, value ?? "")))],
        Body = body,
        ConnectionId = context.Connection.Id,
        Key = key,
        Model = model,
    };
}
