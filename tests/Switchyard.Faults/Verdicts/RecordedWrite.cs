using Switchyard.Faults.Ledger;

namespace Switchyard.Faults.Verdicts;

/// <summary>All that the ledger says about one write.</summary>
internal sealed class RecordedWrite
{
    public RecordedWrite(IReadOnlyList<WriteAsked> asked, IReadOnlyList<WriteAnswered> answered)
    {
        (Name, Effect, AskedAt) = (asked[0].Write, asked[0].Effect, asked[0].At);
        Done = [.. answered.Where(answer => answer.Answer == WriteAnswer.Done)];

        // Every attempt that is not known to have changed nothing may have been done, or be done later: a refusal of the second says nothing about the first.
        IsRefused = answered.Count == asked.Count && answered.All(answer => answer.Answer == WriteAnswer.Refused);
    }

    public string Name { get; }

    public WriteEffect Effect { get; }

    /// <summary>When it was sent first.</summary>
    public TimeSpan AskedAt { get; }

    /// <summary>The answers that promised it.</summary>
    public IReadOnlyList<WriteAnswered> Done { get; }

    /// <summary>Whether it is certain that it changed nothing. What is neither promised nor refused is indeterminate.</summary>
    public bool IsRefused { get; }

    /// <summary>When it was promised; null if it never was.</summary>
    public TimeSpan? DoneAt => Done.Count == 0 ? null : Done[0].At;
}
