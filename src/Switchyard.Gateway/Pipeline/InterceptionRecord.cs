using System.Diagnostics;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Telemetry;
using Switchyard.Gateway.Time;
using Switchyard.Model.Pricing;
using Switchyard.Model.Recording;

namespace Switchyard.Gateway.Pipeline;

/// <summary>Begins and ends the record of an interception, and counts it.</summary>
internal sealed class InterceptionRecord(IRecorder recorder, BudgetBills bills, MonotonicClock clock, GatewayInstruments instruments)
{
    /// <summary>Journals the start. False when it must not be served unrecorded.</summary>
    public bool TryStart(Exchange exchange, InterceptionStart start)
    {
        if (start.Prompt is not null)
        {
            instruments.Prompt(start.ProviderName);
        }

        using var span = GatewaySpans.StartRecording(instruments);
        return recorder.TryStart(start) || exchange.Snapshot.Source.Recording.ServeOnFailure;
    }

    /// <summary>Begins the span of an interception.</summary>
    public Activity? StartSpan(Exchange exchange, InterceptionStart start) =>
        GatewaySpans.StartInterception(instruments, exchange, start.Format, start.ProviderName, start.Model, start.Stream);

    /// <summary>Journals the end, whatever it was, and ends the span.</summary>
    public void End(Exchange exchange, InterceptionStart start, Attempt? attempt, IMeteredAnswer? meter, RelayEnd end, Activity? span, bool cached = false, IReadOnlyList<TurnUsage>? turns = null)
    {
        GatewaySpans.End(span, StatusOf(exchange, end), end.Failure?.Code ?? exchange.ErrorCode, meter);
        var provider = attempt?.Provider.Config;
        var model = attempt?.Model ?? start.Model;
        var usage = meter?.Usage ?? default;
        var texts = exchange.Snapshot.Source.Recording.Prompts;
        if (exchange.Limits.HasReserved)
        {
            // Before the journal has it: a cost that is recorded must not be reserved any more, but never in neither.
            Settle(exchange, provider?.Name ?? start.ProviderName, model, usage);
        }

        exchange.Modules?.End(EndOf(exchange, start, attempt, usage, end, cached));
        recorder.End(new InterceptionEnd
        {
            Start = start,
            EndedAt = clock.Provider.GetUtcNow(),
            Status = end.Status,
            HttpStatus = StatusOf(exchange, end),
            ErrorCode = exchange.ErrorCode ?? end.Failure?.Code,
            ProviderId = provider is null || provider.Id == start.ProviderId ? null : provider.Id,
            ProviderName = provider is null || provider.Name == start.ProviderName ? null : provider.Name,
            Model = model == start.Model ? null : model,
            ProviderKeyId = attempt?.Key?.Config.Id,
            CredentialHint = attempt is null ? null : exchange.Byok?.Hint(attempt.Provider.Config.Type) ?? attempt.Key?.Config.Masked,
            Attempts = exchange.Attempts,
            TimeToFirstByte = exchange.FirstByte == 0 ? null : TimeSpan.FromTicks(exchange.FirstByte - exchange.Started),
            Usage = usage,
            Turns = turns ?? [],
            Cached = cached,
            Estimated = exchange.Attempts > 0 && !usage.Reported && exchange.FirstByte != 0 && StatusOf(exchange, end) < 400,
            ToolCalls = texts == PromptRecording.Off ? WithoutInput(meter) : meter?.ToolCalls ?? [],
            Reasoning = texts == PromptRecording.Full ? meter?.Reasoning : null,
            ResponseId = meter?.ResponseId,
        });
        Count(exchange, provider?.Name ?? start.ProviderName, model, usage, end);
    }

    private void Settle(Exchange exchange, string provider, string model, in UsageTally usage)
    {
        var tokens = new BillableTokens(usage.Input, usage.Output, usage.CacheRead, usage.CacheWrite, usage.CacheWriteHour);
        if (exchange.Limits.Settle(exchange.Snapshot.Prices.CostNanos(provider, model, exchange.StartedAt, tokens) ?? 0) is { } bill)
        {
            bills.Keep(exchange.Id, bill);
        }
    }

    private ModuleEnd EndOf(Exchange exchange, InterceptionStart start, Attempt? attempt, in UsageTally usage, RelayEnd end, bool cached)
    {
        var (provider, model) = (attempt?.Provider.Config.Name ?? start.ProviderName, attempt?.Model ?? start.Model);
        var tokens = new BillableTokens(usage.Input, usage.Output, usage.CacheRead, usage.CacheWrite, usage.CacheWriteHour);
        return new ModuleEnd
        {
            Status = NameOf(end.Status),
            HttpStatus = StatusOf(exchange, end),
            ErrorCode = exchange.ErrorCode ?? end.Failure?.Code,
            Provider = provider,
            Model = model,
            WasAsked = attempt is not null && exchange.Attempts > 0,
            Attempts = exchange.Attempts,
            InputTokens = usage.Input + usage.CacheRead + usage.CacheWrite + usage.CacheWriteHour,
            OutputTokens = usage.Output,
            CostNanos = exchange.Snapshot.Prices.CostNanos(provider, model, exchange.StartedAt, tokens) ?? 0,
            Cached = cached,
            TimeToFirstByte = exchange.FirstByte == 0 ? null : TimeSpan.FromTicks(exchange.FirstByte - exchange.Started),
            Duration = TimeSpan.FromTicks(clock.Now - exchange.Started),
        };
    }

    // A failure before the first byte is told after the record has ended.
    private static int StatusOf(Exchange exchange, RelayEnd end) =>
        end.Failure is { } failure && !exchange.Context.Response.HasStarted ? failure.Status : exchange.Context.Response.StatusCode;

    private static IReadOnlyList<ToolCall> WithoutInput(IMeteredAnswer? meter) =>
        meter is null || meter.ToolCalls.Count == 0 ? [] : [.. meter.ToolCalls.Select(static call => call with { Input = "" })];

    private void Count(Exchange exchange, string provider, string model, in UsageTally usage, RelayEnd end)
    {
        var label = instruments.Models.Of(provider, model, exchange.Snapshot.Source.Server.MaxModelLabels);
        instruments.Intercepted(provider, label, NameOf(end.Status), TimeSpan.FromTicks(clock.Now - exchange.Started), exchange.Attempts);
        if (exchange.FirstByte != 0)
        {
            instruments.FirstByte(provider, TimeSpan.FromTicks(exchange.FirstByte - exchange.Started));
        }

        instruments.Tokens(provider, "input", usage.Input);
        instruments.Tokens(provider, "output", usage.Output);
        instruments.Tokens(provider, "cache_read", usage.CacheRead);
        instruments.Tokens(provider, "cache_write", usage.CacheWrite + usage.CacheWriteHour);
        instruments.Tokens(provider, "reasoning", usage.Reasoning);
    }

    private static string NameOf(InterceptionStatus status) => status switch
    {
        InterceptionStatus.Completed => "completed",
        InterceptionStatus.Cancelled => "cancelled",
        InterceptionStatus.Aborted => "aborted",
        InterceptionStatus.Running => "running",
        _ => "failed",
    };
}
