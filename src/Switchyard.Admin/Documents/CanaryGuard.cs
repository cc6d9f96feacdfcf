using Switchyard.Admin.Problems;
using Switchyard.Storage.Canaries;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Documents;

/// <summary>Keeps documents as they are while a canary is on trial: what was tried over them is what is promoted.</summary>
internal static class CanaryGuard
{
    /// <summary>Refuses (409) a change of documents. The caller holds the lock of all documents.</summary>
    public static async Task EnsureNoneAsync(SqlSession session, CancellationToken cancellationToken)
    {
        if (await CanaryTable.RunningAsync(session, cancellationToken) is { } running)
        {
            throw new ProblemException(Problem.CanaryRunning(running.Revision));
        }
    }
}
