using Switchyard.Gateway.Bridges;
using Switchyard.Model.Pricing;
using Switchyard.Model.Recording;
using Switchyard.Storage.Recording;

namespace Switchyard.Gateway.Recording;

/// <summary>
/// Writes starts and ends as records of the journal. A record begins with its kind and the version of its form; <see cref="RecordDecoder"/> reads them.
/// Texts are sealed before they reach the buffer that is journaled.
/// </summary>
internal static class RecordCodec
{
    /// <summary>Kind of a start.</summary>
    public const byte Start = 1;

    /// <summary>Kind of an end.</summary>
    public const byte End = 2;

    /// <summary>Version of both forms. Version 1, without <see cref="InterceptionEnd.Cached"/>, and version 2, without turns and without how calls were run, are still read.</summary>
    public const byte Version = 3;

    /// <summary>Characters of a name (model, route, tool, id of an answer) that are kept.</summary>
    public const int NameLength = 256;

    /// <summary>Characters of a short field (client, session, code) that are kept.</summary>
    public const int FieldLength = 100;

    private const int MostToolCalls = 256;
    private const long MostTokens = 1_000_000_000_000;

    /// <summary>Writes a start. <paramref name="textBytes"/> is what its prompt may take.</summary>
    public static void Write(ref RecordWriter writer, InterceptionStart start, RecordingTerms terms, TextSealer sealer, int textBytes)
    {
        writer.Byte(Start);
        writer.Byte(Version);
        WriteFacts(ref writer, start);
        writer.Secret(start.Prompt, terms.Config.Prompts, sealer, (start.Id, RecordedText.Prompt, 0), textBytes);
    }

    /// <summary>Writes an end. <paramref name="textBytes"/> is what its reasoning may take, and its tool calls once more together; calls beyond are left out.</summary>
    public static void Write(ref RecordWriter writer, InterceptionEnd end, RecordingTerms terms, PromptRecording texts, TextSealer sealer, int textBytes)
    {
        var start = end.Start;
        writer.Byte(End);
        writer.Byte(Version);
        WriteFacts(ref writer, start);
        writer.Time(end.EndedAt);
        writer.Byte((byte)end.Status);
        writer.Number(end.HttpStatus);
        writer.Text(end.ErrorCode, FieldLength);
        writer.Id(end.ProviderId ?? start.ProviderId);
        writer.Text(end.ProviderName ?? start.ProviderName, FieldLength);
        writer.Text(end.Model ?? start.Model, NameLength);
        writer.OptionalId(end.ProviderKeyId);
        writer.Text(end.CredentialHint, FieldLength);
        writer.Number(end.Attempts);
        writer.OptionalNumber(end.TimeToFirstByte is { } first ? first.Ticks / TimeSpan.TicksPerMicrosecond : null);
        writer.Text(end.ResponseId, NameLength);
        writer.Bool(end.Estimated);
        writer.Bool(end.Cached);
        WriteUsage(ref writer, end, terms);
        writer.Secret(end.Reasoning, texts, sealer, (end.Id, RecordedText.Reasoning, 0), textBytes);

        var left = textBytes;
        for (var i = 0; i < Math.Min(end.ToolCalls.Count, MostToolCalls) && left > 0; i++)
        {
            var call = end.ToolCalls[i];
            var before = writer.Written.Length;
            writer.Bool(true);
            writer.Text(call.Id, NameLength);
            writer.Text(call.Name, NameLength);
            writer.Text(call.Kind, FieldLength);
            WriteRun(ref writer, call.Run);
            writer.Secret(call.Input, texts, sealer, (end.Id, RecordedText.ToolInput, i), left);
            left -= writer.Written.Length - before;
        }

        writer.Bool(false);
        foreach (var turn in end.Turns)
        {
            writer.Bool(true);
            WriteTurn(ref writer, turn, end, terms);
        }

        writer.Bool(false);
    }

    private static void WriteRun(ref RecordWriter writer, ToolRun? run)
    {
        writer.Bool(run is not null);
        if (run is null)
        {
            return;
        }

        writer.Text(run.Bundle, FieldLength);
        writer.Text(run.Tool, NameLength);
        writer.Number(run.Duration.Ticks / TimeSpan.TicksPerMicrosecond);
        writer.Text(run.Outcome, FieldLength);
        writer.Text(run.ErrorClass, FieldLength);
    }

    private static void WriteTurn(ref RecordWriter writer, TurnUsage turn, InterceptionEnd end, RecordingTerms terms)
    {
        var usage = turn.Usage;
        writer.Text(turn.Provider, FieldLength);
        writer.Text(turn.Model, NameLength);
        writer.Text(turn.ResponseId, NameLength);
        writer.Number(turn.Duration.Ticks / TimeSpan.TicksPerMicrosecond);
        ReadOnlySpan<long> counts = [usage.Input, usage.Output, usage.CacheRead, usage.CacheWrite, usage.CacheWriteHour, usage.Reasoning];
        foreach (var count in counts)
        {
            writer.Number(Math.Clamp(count, 0, MostTokens));
        }

        writer.OptionalNumber(CostOf(turn, end, terms));
    }

    private static long? CostOf(TurnUsage turn, InterceptionEnd end, RecordingTerms terms) => terms.Prices.CostNanos(
        turn.Provider,
        turn.Model,
        end.Start.StartedAt,
        new BillableTokens(turn.Usage.Input, turn.Usage.Output, turn.Usage.CacheRead, turn.Usage.CacheWrite, turn.Usage.CacheWriteHour));

    private static void WriteFacts(ref RecordWriter writer, InterceptionStart start)
    {
        writer.Id(start.Id);
        writer.Time(start.StartedAt);
        writer.Number(start.Revision);
        writer.Id(start.UserId);
        writer.Id(start.AccessKeyId);
        writer.Id(start.ProviderId);
        writer.Text(start.ProviderName, FieldLength);
        writer.Text(start.Model, NameLength);
        writer.Text(start.Route, NameLength);
        writer.Byte((byte)start.Format);
        writer.Bool(start.Stream);
        writer.Text(start.Client, FieldLength);
        writer.Text(start.Session, FieldLength);
        writer.OptionalId(start.AgentSession);
        writer.OptionalNumber(start.AgentSequence);
        writer.Bool(start.Byok);
        writer.Text(start.ToolResultId, NameLength);
    }

    private static void WriteUsage(ref RecordWriter writer, InterceptionEnd end, RecordingTerms terms)
    {
        var usage = end.Usage;
        writer.Bool(usage.Reported);
        ReadOnlySpan<long> counts =
        [
            usage.Input, usage.Output, usage.CacheRead, usage.CacheWrite, usage.CacheWriteHour, usage.Reasoning,
            usage.InputAudio, usage.OutputAudio, usage.AcceptedPrediction, usage.RejectedPrediction, usage.WebSearches,
        ];
        foreach (var count in counts)
        {
            // Counts come from upstreams; an absurd one must not spoil every sum it is in.
            writer.Number(Math.Clamp(count, 0, MostTokens));
        }

        if (end.Start.Format == BridgeFormat.Mcp)
        {
            // No model was asked, so there is no price to know.
            writer.OptionalNumber(0);
            return;
        }

        if (end.Turns.Count > 0)
        {
            // Turns may have been served by different providers, each at its price. One whose price is unknown makes the whole unknown.
            long? cost = 0;
            foreach (var turn in end.Turns)
            {
                cost += CostOf(turn, end, terms);
            }

            writer.OptionalNumber(cost);
            return;
        }

        writer.OptionalNumber(terms.Prices.CostNanos(
            end.ProviderName ?? end.Start.ProviderName,
            end.Model ?? end.Start.Model,
            end.Start.StartedAt,
            new BillableTokens(usage.Input, usage.Output, usage.CacheRead, usage.CacheWrite, usage.CacheWriteHour)));
    }
}
