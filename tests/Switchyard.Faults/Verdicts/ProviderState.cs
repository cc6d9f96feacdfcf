using System.Collections.Immutable;
using Switchyard.Faults.Ledger;

namespace Switchyard.Faults.Verdicts;

/// <summary>What a provider must be: the model that the product is compared with.</summary>
/// <param name="Mark">Its mark.</param>
/// <param name="Labels">Its keys in order.</param>
internal sealed record ProviderState(int Mark, ImmutableList<string> Labels)
{
    /// <summary>The state after <paramref name="effect"/>; null is no provider.</summary>
    public static ProviderState? After(ProviderState? state, WriteEffect effect) => (effect.Kind, state) switch
    {
        (WriteKind.Create, _) => new ProviderState(effect.Mark, []),
        (WriteKind.PutDocument, _) => new ProviderState(effect.Mark, [effect.Label!]),
        (WriteKind.Delete or WriteKind.DropDocument, _) or (_, null) => null,
        (WriteKind.Change, _) => state with { Mark = effect.Mark },
        (WriteKind.AddKey, _) => state with { Labels = state.Labels.Add(effect.Label!) },
        (WriteKind.DeleteKey, _) => state with { Labels = state.Labels.Remove(effect.Label!) },
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect.Kind, "No such kind."),
    };
}
