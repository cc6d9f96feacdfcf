using System.Globalization;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Content;

namespace Switchyard.Simulator.Requests;

/// <summary>One request with everything its answer is made of: a pure function of what was asked and how it shall behave.</summary>
internal sealed class Turn
{
    private const int TokensOfToolCall = 12;

    public Turn(RequestFacts facts, SimulatedBehavior behavior)
    {
        Facts = facts;
        Behavior = behavior;
        Seed = behavior.Seed ?? facts.PromptSeed;
        Tokens = Math.Min(behavior.Tokens, facts.MaxTokens);
        HitsLimit = behavior.Fault.Kind == FaultKind.Incomplete || Tokens < behavior.Tokens;
        ToolCalls = facts.ForbidsTools || (facts.EndsWithToolResult && !behavior.CallsAgain) ? []
            : behavior.Calls.Count > 0 ? [.. behavior.Calls.Select(MakeOrdered)]
            : [.. Enumerable.Range(0, behavior.ToolCalls).Select(MakeToolCall)];
        Speaks = ToolCalls.Count == 0 || behavior.SpeaksFirst;
        InputTokens = behavior.InputTokens ?? Math.Max(1, facts.TextBytes / 4);
        OutputTokens = behavior.Reasoning + (ToolCalls.Count * TokensOfToolCall) + (Speaks ? Tokens * facts.Choices : 0);
    }

    public RequestFacts Facts { get; }

    public SimulatedBehavior Behavior { get; }

    public ulong Seed { get; }

    public int Tokens { get; }

    /// <summary>Whether the answer ends because of a limit, not because the model was done.</summary>
    public bool HitsLimit { get; }

    public IReadOnlyList<ToolCall> ToolCalls { get; }

    /// <summary>Whether the answer has text.</summary>
    public bool Speaks { get; }

    public int InputTokens { get; }

    public int OutputTokens { get; }

    public string Model => Facts.Model ?? "sim";

    /// <summary>A fixed moment, so that equal requests get equal answers: 2026-01-01T00:00:00Z.</summary>
    public const long Created = 1_767_225_600;

    /// <summary>The text of one choice; the first choice is <c>SimulatedText.For(Seed, Tokens)</c>, the next has the next seed.</summary>
    public string Text(int choice = 0) => SimulatedText.For(Seed + (ulong)choice, Tokens);

    public string Token(int choice, int index) => SimulatedText.Token(Seed + (ulong)choice, index);

    public string ReasoningToken(int index) => SimulatedText.Token(~Seed, index);

    public string Id(string prefix) => prefix + Seed.ToString("x16", CultureInfo.InvariantCulture);

    private ToolCall MakeOrdered(SimulatedCall call, int index) =>
        new(SimulatedText.Mix(Seed + (ulong)index).ToString("x16", CultureInfo.InvariantCulture), call.Name, call.Arguments) { WholeId = call.Id };

    private ToolCall MakeToolCall(int index)
    {
        var name = Facts.Tools.Count == 0 ? "lookup" : Facts.Tools[index % Facts.Tools.Count];
        var mixed = SimulatedText.Mix(Seed + (ulong)index);
        return new ToolCall(
            mixed.ToString("x16", CultureInfo.InvariantCulture), name, $$"""{"query":"points {{mixed % 1000}}","limit":{{(mixed % 9) + 1}}}""");
    }
}
