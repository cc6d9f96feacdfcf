using System.Diagnostics;
using System.Runtime.CompilerServices;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Tools.Conversations;
using Switchyard.Gateway.Tools.Loop;

namespace Switchyard.Gateway.Pipeline;

/// <summary>Serves a request whose start is on record, in one of three ways, and records its end whatever the way out.</summary>
internal sealed class Serving(AttemptLoop attempts, AnswerRelay relay, ToolLoop tools, ModuleGate modules, InterceptionRecord record)
{
    /// <summary>Asks the upstream once and relays its answer. <paramref name="body"/> is given back as soon as nothing is sent again.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RelayEnd> RunAsync(Exchange exchange, UpstreamCall call, InterceptionStart start, PooledBuffer body, Activity? span)
    {
        var end = new RelayEnd(InterceptionStatus.Failed, Failure.Internal);
        UpstreamAnswer? answer = null;
        IResponseMeter? meter = null;
        try
        {
            answer = await attempts.RunAsync(exchange, call);
            // From the first byte on nothing is sent again; a long stream need not keep a long prompt.
            body.Dispose();
            exchange.Modules?.Answered();
            meter = call.Bridge!.StartMeter(call.Facts!, answer.Attempt?.Provider.Config.Type ?? default);
            end = await relay.RelayAsync(exchange, answer, meter);
            return end;
        }
        catch (ModuleFailedException failed)
        {
            end = new RelayEnd(InterceptionStatus.Failed, failed.Failure, exchange.Context.Response.HasStarted);
            return end;
        }
        finally
        {
            // Whatever the way out: the record ends once, the key and the breaker are given back once.
            relay.EndAttempt(answer, end);
            answer?.Dispose();
            record.End(exchange, start, answer?.Attempt, meter, end, span);
        }
    }

    /// <summary>Asks the upstream as often as the model calls tools of the workspace.</summary>
    public async ValueTask<RelayEnd> RunToolsAsync(Exchange exchange, UpstreamCall call, ToolConversation conversation, InterceptionStart start, Activity? span)
    {
        var end = new RelayEnd(InterceptionStatus.Failed, Failure.Internal);
        var tally = new LoopTally(conversation.Plan);
        try
        {
            end = await tools.RunAsync(exchange, call, conversation, tally);
            return end;
        }
        catch (ModuleFailedException failed)
        {
            end = new RelayEnd(InterceptionStatus.Failed, failed.Failure, exchange.Context.Response.HasStarted);
            return end;
        }
        finally
        {
            record.End(exchange, start, tally.Attempt, tally, end, span, turns: tally.Turns);
        }
    }

    /// <summary>Lets a module answer in place of a provider: recorded like any other, with nobody asked and nothing spent.</summary>
    public async ValueTask<RelayEnd> AnswerAsync(Exchange exchange, ModuleAnswer answer, InterceptionStart start, Activity? span)
    {
        var end = new RelayEnd(InterceptionStatus.Failed, Failure.Internal);
        try
        {
            end = await modules.AnswerAsync(exchange, answer);
            return end;
        }
        finally
        {
            record.End(exchange, start, null, null, end, span, answer.FromCache);
        }
    }
}
