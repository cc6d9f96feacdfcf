namespace Switchyard.Hot.Dialling;

/// <summary>Which one is the right one to dial.</summary>
/// <typeparam name="TId">What identifies one.</typeparam>
public readonly record struct DialAnswer<TId>
    where TId : notnull
{
    private DialAnswer(DialAnswerKind kind, TId? id) => (Kind, Id) = (kind, id);

    /// <summary>The bound one still is.</summary>
    public static DialAnswer<TId> Same { get; } = new(DialAnswerKind.Same, default);

    /// <summary>There is none.</summary>
    public static DialAnswer<TId> None { get; } = new(DialAnswerKind.None, default);

    /// <summary>What the answer is.</summary>
    public DialAnswerKind Kind { get; }

    /// <summary>The other one; meaningless unless it is <see cref="DialAnswerKind.Other"/>.</summary>
    public TId? Id { get; }

    /// <summary>Another one is.</summary>
    public static DialAnswer<TId> Other(TId id) => new(DialAnswerKind.Other, id);
}
