using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Time;
using Switchyard.Gateway.Tools.Injection;
using Switchyard.Gateway.Tools.Telemetry;
using Switchyard.Model.Bundles;

namespace Switchyard.Gateway.Tools.Calls;

/// <summary>Runs the calls of one turn, several at once, and has an answer for each of them in their order, whatever becomes of it.</summary>
internal sealed partial class CallRunner(IWorkspaceTools tools, ToolInstruments instruments, MonotonicClock clock, ILogger<CallRunner> logger)
{
    private const int ShownArguments = 100;

    /// <summary>Runs them. When the exchange is stopped, what runs is given up at once, and each call has ended when this returns.</summary>
    [SuppressMessage("Reliability", "CA2025", Justification = "All tasks have ended when the method goes on, and with it who disposes.")]
    public async Task<IReadOnlyList<(CallAnswer Answer, ToolRun Run)>> RunAsync(Exchange exchange, ToolPlan plan, IReadOnlyList<ModelCall> calls, LoopBounds bounds, bool mayRun)
    {
        using var gate = new SemaphoreSlim(plan.Settings.ParallelCalls);
        using var late = new CancellationTokenSource(Later(bounds.Left(clock.Now)), clock.Provider);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(exchange.Call.Token, late.Token);
        var meta = Meta(exchange);
        var running = new Task<(ToolAnswer, ToolRun)>[calls.Count];
        for (var i = 0; i < calls.Count; i++)
        {
            var call = calls[i];
            var tool = plan.Tools[call.Name];
            running[i] = Refusal(call, tool, bounds, mayRun) is { } refusal
                ? Task.FromResult((ToolAnswer.Failed(refusal.Message), new ToolRun(tool.Bundle.Bundle, tool.Tool.Name, TimeSpan.Zero, "refused", refusal.Class)))
                : RunAsync(exchange, plan, call, tool, meta, gate, ending.Token);
        }

        var results = await Task.WhenAll(running);
        if (late.IsCancellationRequested)
        {
            bounds.Reach("time");
        }

        var answers = new (CallAnswer, ToolRun)[calls.Count];
        for (var i = 0; i < calls.Count; i++)
        {
            var (answer, run) = results[i];
            answers[i] = (new CallAnswer(calls[i], answer), run);
            instruments.Called(exchange.Provider?.Config.Name ?? "", run.Bundle, run.Tool, run.Outcome, run.Duration);
        }

        return answers;
    }

    private static (string Message, string Class)? Refusal(ModelCall call, OfferedTool tool, LoopBounds bounds, bool mayRun)
    {
        if (!mayRun)
        {
            return (LimitText(bounds), "limit_reached");
        }

        if (call.IsRepeated)
        {
            return ("Another call of this turn has the same id; this one was not run.", "repeated_id");
        }

        if (ToolArguments.Fault(tool, call.Arguments) is { } fault)
        {
            return (fault, "invalid_arguments");
        }

        return bounds.TryCall() ? null : (LimitText(bounds), "limit_reached");
    }

    private static string LimitText(LoopBounds bounds) =>
        $"The tool was not run: the limit of this request was reached ({bounds.Reached ?? "calls"}). Answer with what is known.";

    private async Task<(ToolAnswer Answer, ToolRun Run)> RunAsync(
        Exchange exchange, ToolPlan plan, ModelCall call, OfferedTool tool, ReadOnlyMemory<byte> meta, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        try
        {
            await gate.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return GivenUp(exchange, tool, TimeSpan.Zero);
        }

        var begun = clock.Now;
        using var span = instruments.StartCall(tool.Bundle.Bundle, tool.Tool.Name);
        LogCallSensitive(exchange.IdText, tool.FullName, call.Arguments.Span);
        try
        {
            // Not simply awaited: whoever does not listen to the token must not keep the request; what comes late is dropped.
            var result = await tools.CallAsync(tool.Bundle, exchange.Actor!.Key.UserId, tool.Tool.Name, call.Arguments, meta, cancellationToken).WaitAsync(cancellationToken);
            var duration = TimeSpan.FromTicks(clock.Now - begun);
            var (answer, outcome, error) = Read(result, plan);
            span?.SetTag("switchyard.outcome", outcome);
            return (answer, new ToolRun(tool.Bundle.Bundle, tool.Tool.Name, duration, outcome, error));
        }
        catch (OperationCanceledException)
        {
            span?.SetTag("switchyard.outcome", "cancelled");
            return GivenUp(exchange, tool, TimeSpan.FromTicks(clock.Now - begun));
        }
        catch (Exception error)
        {
            // Expected failures are results; what is thrown is a fault of ours, and one tool's fault must not end the loop.
            LogFault(exchange.IdText, tool.FullName, error);
            span?.SetTag("switchyard.outcome", "failed");
            return (ToolAnswer.Failed("The tool could not be called."), new ToolRun(tool.Bundle.Bundle, tool.Tool.Name, TimeSpan.FromTicks(clock.Now - begun), "failed", "internal_error"));
        }
        finally
        {
            gate.Release();
        }
    }

    private static (ToolAnswer Answer, string Outcome, string? Error) Read(ToolCallResult result, ToolPlan plan)
    {
        if (result.Fault is { } fault)
        {
            return (ToolAnswer.Failed(result.Message ?? "The tool failed."), "failed", fault);
        }

        var answer = ResultReader.Read(result.Result, plan.Settings, plan.Request.Format == BridgeFormat.Messages);
        return (answer, answer.IsError ? "error" : "ok", answer.IsError ? "tool_error" : null);
    }

    private static (ToolAnswer, ToolRun) GivenUp(Exchange exchange, OfferedTool tool, TimeSpan duration)
    {
        var isStopped = exchange.Call.Token.IsCancellationRequested;
        return (
            ToolAnswer.Failed("The tool was given up: the time of this request is over. Answer with what is known."),
            new ToolRun(tool.Bundle.Bundle, tool.Tool.Name, duration, "cancelled", isStopped ? "request_stopped" : "limit_reached"));
    }

    private static TimeSpan Later(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);

    // What the server may know of the request: its id and its trace, and nothing of the client.
    private static byte[] Meta(Exchange exchange)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            writer.WriteString("switchyard/requestId"u8, exchange.IdText);
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace })
            {
                writer.WriteString("traceparent"u8, trace);
            }

            writer.WriteEndObject();
        }

        return text.ToArray();
    }

    private void LogCallSensitive(string requestId, string tool, ReadOnlySpan<byte> arguments)
    {
        if (logger.IsEnabled(LogLevel.Trace))
        {
            var shown = System.Text.Encoding.UTF8.GetString(arguments[..Bridges.Json.Utf8Cut.At(arguments, ShownArguments)]);
            LogCallSensitive(requestId, tool, shown);
        }
    }

    [LoggerMessage(EventId = 4601, Level = LogLevel.Error, Message = "Request {RequestId}: the call of {Tool} failed")]
    private partial void LogFault(string requestId, string tool, Exception error);

    [LoggerMessage(EventId = 4602, Level = LogLevel.Trace, Message = "Request {RequestId} calls {Tool} with {Arguments}")]
    private partial void LogCallSensitive(string requestId, string tool, string arguments);
}
