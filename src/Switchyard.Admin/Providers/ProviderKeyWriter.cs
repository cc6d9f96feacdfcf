using Switchyard.Admin.Problems;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Providers;

/// <summary>Executes a <see cref="ProviderKeyPlan"/> under the provider's row lock: removed keys go with their secrets, new ones are sealed, the order becomes 0…n−1.</summary>
internal sealed class ProviderKeyWriter(ProviderSecrets secrets)
{
    /// <summary>Refuses (409) a plan after which the provider would have the same secret twice. The answer names places, never the secret.</summary>
    public static void CheckDuplicates(ProviderKeyPlan plan)
    {
        var values = new Secret?[plan.Kept.Count + plan.Added.Count];
        foreach (var key in plan.Kept)
        {
            values[key.Position] = key.Value;
        }

        foreach (var key in plan.Added)
        {
            values[key.Position] = key.Key;
        }

        var faults = new FaultList();
        ProviderKeyRules.CheckDuplicates(values, faults);
        if (!faults.IsEmpty)
        {
            throw new ProblemException(Problem.DuplicateKey(faults));
        }
    }

    /// <summary>Writes the plan and returns the keys as they are then; the same rows when it changes nothing.</summary>
    public async Task<IReadOnlyList<ProviderKeyRow>> WriteAsync(
        SqlSession session, ProviderRow provider, IReadOnlyList<ProviderKeyRow> current, ProviderKeyPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = current.ToDictionary(row => row.Id);
        foreach (var removed in plan.Removed)
        {
            await ProviderKeyTable.DeleteAsync(session, removed.Id, cancellationToken);
        }

        foreach (var key in plan.Kept.Where(key => IsEdited(rows[key.Id], key)))
        {
            await ProviderKeyTable.UpdateAsync(session, rows[key.Id] with { Label = key.Label, Enabled = key.Enabled }, cancellationToken);
        }

        // When nobody moves, the places of the new ones are free already.
        var moves = plan.Kept.Any(key => rows[key.Id].Position != key.Position);
        var order = new Guid[plan.Kept.Count + plan.Added.Count];
        foreach (var key in plan.Kept)
        {
            order[key.Position] = key.Id;
        }

        foreach (var key in plan.Added)
        {
            // Otherwise behind all others first: positions are unique at every instant.
            var row = NewRow(provider.Id, key, moves ? ProviderKeyRules.MaxKeys + key.Position : key.Position, now);
            await ProviderKeyTable.InsertAsync(session, row, cancellationToken);
            order[key.Position] = row.Id;
        }

        if (moves)
        {
            await ProviderKeyTable.ReorderAsync(session, provider.Id, order, cancellationToken);
        }

        return await ProviderKeyTable.ListAsync(session, provider.Id, cancellationToken);
    }

    /// <summary>Whether the plan changes anything at all.</summary>
    public static bool Changes(IReadOnlyList<ProviderKeyRow> current, ProviderKeyPlan plan)
    {
        var rows = current.ToDictionary(row => row.Id);
        return plan.Added.Count > 0 || plan.Removed.Count > 0 || plan.Kept.Any(key => IsEdited(rows[key.Id], key) || rows[key.Id].Position != key.Position);
    }

    private static bool IsEdited(ProviderKeyRow row, ProviderKeyConfig key) => row.Label != key.Label || row.Enabled != key.Enabled;

    private ProviderKeyRow NewRow(Guid providerId, ProviderKeyPlan.NewKey key, int position, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new ProviderKeyRow
        {
            Id = id,
            ProviderId = providerId,
            Label = key.Label,
            Position = position,
            Enabled = key.Enabled,
            Masked = key.Key.Masked,
            Sealed = secrets.SealKey(id, key.Key),
            CreatedAt = now,
        };
    }
}
