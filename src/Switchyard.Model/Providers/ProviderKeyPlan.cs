using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Providers;

/// <summary>
/// What a list of <see cref="ProviderKeyEdit"/> does to the keys of a provider: the order sent becomes the failover order 0…n−1, unlisted keys are deleted, an empty list clears.
/// Pure: it decides, the storage executes.
/// </summary>
/// <param name="Kept">Existing keys with their new position, label and state; in order of position.</param>
/// <param name="Added">New keys; in order of position.</param>
/// <param name="Removed">Existing keys that are not listed.</param>
public sealed record ProviderKeyPlan(
    IReadOnlyList<ProviderKeyConfig> Kept, IReadOnlyList<ProviderKeyPlan.NewKey> Added, IReadOnlyList<ProviderKeyConfig> Removed)
{
    /// <summary>Plans <paramref name="edits"/> against <paramref name="current"/>. With faults nothing of the plan may be executed.</summary>
    public static ProviderKeyPlan Create(
        ProviderType type, IReadOnlyList<ProviderKeyConfig> current, IReadOnlyList<ProviderKeyEdit> edits, FaultList faults, string prefix = "keys")
    {
        ProviderRules.CheckKeyCount(type, edits.Count, faults, prefix);
        var left = current.ToDictionary(key => key.Id);
        var kept = new List<ProviderKeyConfig>();
        var added = new List<NewKey>();
        for (var position = 0; position < edits.Count; position++)
        {
            var (edit, path) = (edits[position], $"{prefix}[{position}]");
            if (edit.Label is { } label && ProviderKeyRules.LabelFault(label) is { } labelFault)
            {
                faults.Add($"{path}.label", labelFault);
            }

            if ((edit.Id is null) == (edit.Key is null))
            {
                faults.Add(path, "Needs either the id of an existing key or a new key, not both and not neither.");
            }
            else if (edit.Key is { } secret)
            {
                added.Add(new NewKey(position, secret, edit.Label ?? "", edit.Enabled ?? true));
                if (ProviderKeyRules.Fault(secret.Reveal()) is { } fault)
                {
                    faults.Add($"{path}.key", fault);
                }
            }
            else if (Guid.TryParseExact(edit.Id, "D", out var id) && left.Remove(id, out var key))
            {
                kept.Add(key with { Position = position, Label = edit.Label ?? key.Label, Enabled = edit.Enabled ?? key.Enabled });
            }
            else
            {
                faults.Add($"{path}.id", current.Any(old => old.Id == id) ? "Is listed twice." : "Is not the id of a key of this provider.");
            }
        }

        return new ProviderKeyPlan(kept, added, [.. left.Values.OrderBy(key => key.Position)]);
    }

    /// <summary>A key to insert.</summary>
    /// <param name="Position">Its place in the failover order.</param>
    /// <param name="Key">The secret.</param>
    /// <param name="Label">What people call it.</param>
    /// <param name="Enabled">Whether requests may use it.</param>
    public sealed record NewKey(int Position, Secret Key, string Label, bool Enabled);
}
