using Switchyard.Admin.Problems;
using Switchyard.Model.Providers;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Providers;

/// <summary>Finds and locks providers by what stands in a path, with the right refusal: 400 for what can be neither id nor name, 404 for what is not there, 409 for what a file owns.</summary>
internal sealed class ProviderStore(FileProviders files)
{
    /// <summary>The provider of the database; null when a file defines it.</summary>
    public async Task<ProviderRecord?> FindAsync(SqlSession session, string idOrName, CancellationToken cancellationToken)
    {
        CheckAddress(idOrName);
        if (files.Find(idOrName) is not null)
        {
            return null;
        }

        var row = await ProviderTable.FindAsync(session, idOrName, cancellationToken) ?? throw new ProblemException(Problem.NotFound("provider", idOrName));
        return new ProviderRecord(row, await ProviderKeyTable.ListAsync(session, row.Id, cancellationToken));
    }

    /// <summary>The provider with its row locked until the transaction ends.</summary>
    public async Task<ProviderRecord> LockAsync(SqlSession session, string idOrName, CancellationToken cancellationToken)
    {
        CheckAddress(idOrName);
        files.Refuse(idOrName);
        var row = await ProviderTable.LockAsync(session, idOrName, cancellationToken) ?? throw new ProblemException(Problem.NotFound("provider", idOrName));
        return new ProviderRecord(row, await ProviderKeyTable.ListAsync(session, row.Id, cancellationToken));
    }

    private static void CheckAddress(string idOrName)
    {
        if (!Guid.TryParseExact(idOrName, "D", out _) && ProviderNames.Fault(idOrName) is not null)
        {
            throw new ProblemException(Problem.Invalid("idOrName", "This is neither a UUID nor a valid provider name."));
        }
    }
}
