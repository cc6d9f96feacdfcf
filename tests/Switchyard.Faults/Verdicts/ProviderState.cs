using System.Collections.Immutable;
using Switchyard.Faults.Ledger;

namespace Switchyard.Faults.Verdicts;

/// <summary>What a provider must be: the model that the product is compared with.</summary>
/// <param name="Born">The mark with which it was created: one that was deleted and created anew is another. 0 for one that a document holds.</param>
/// <param name="Mark">Its mark.</param>
/// <param name="Labels">Its keys in order.</param>
internal sealed record ProviderState(int Born, int Mark, ImmutableList<string> Labels)
{
    /// <summary>The state after <paramref name="effect"/>; null is no provider.</summary>
    public static ProviderState? After(ProviderState? state, WriteEffect effect) => (effect.Kind, state) switch
    {
        (WriteKind.Create, _) => new ProviderState(effect.Mark, effect.Mark, []),
        (WriteKind.PutDocument, _) => new ProviderState(0, effect.Mark, [effect.Label!]),
        (WriteKind.Delete or WriteKind.DropDocument, _) or (_, null) => null,
        (WriteKind.Change, _) => state with { Mark = effect.Mark },
        (WriteKind.AddKey, _) => state with { Labels = state.Labels.Add(effect.Label!) },
        (WriteKind.DeleteKey, _) => state with { Labels = state.Labels.Remove(effect.Label!) },
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect.Kind, "No such kind."),
    };

    /// <summary>
    /// What a rollback makes of <paramref name="now"/> where <paramref name="then"/> was. A document is what it was. Of a provider of records, no erased key comes back: those of then that are still there come first, in the order of then,
    /// and those added since stay behind them, switched off; one that was deleted meanwhile has none.
    /// </summary>
    public static ProviderState? RolledBack(ProviderState? now, ProviderState? then) => then switch
    {
        null or { Born: 0 } => then,
        _ when now?.Born != then.Born => then with { Labels = [] },
        _ => then with { Labels = [.. then.Labels.Where(now.Labels.Contains), .. now.Labels.Where(label => !then.Labels.Contains(label))] },
    };
}
