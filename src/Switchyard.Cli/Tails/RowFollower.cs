using System.Runtime.CompilerServices;
using Switchyard.Admin.Client.Paging;
using Switchyard.Admin.Client.Problems;
using Switchyard.Cli.Calls;

namespace Switchyard.Cli.Tails;

/// <summary>
/// Reads a tail part by part, to its end or for ever. What the first request can not do (wrong address, wrong token, a cursor that is gone) is a failure; what a later one can not do for a passing cause is tried
/// again from the same place, so that nothing is lost and nothing comes twice.
/// </summary>
internal sealed class RowFollower(CliCall call, bool follows)
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>The parts after <paramref name="after"/> that have rows, and the first one also without: it says where the reader stands.</summary>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        Func<TailQuery, CancellationToken, Task<T>> read, Func<T, (int Count, string Next)> facts, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (place, isFirst, pause) = (after, true, FirstPause);
        while (true)
        {
            // The first one does not wait: whatever is wrong shows at once.
            var query = new TailQuery { After = place, Limit = PageSize, Wait = follows && !isFirst ? Wait : null };
            T page;
            try
            {
                page = await read(query, cancellationToken);
            }
            catch (Exception failure) when (follows && !isFirst && MayPass(failure, cancellationToken))
            {
                call.Printer.Note($"The connection broke ({failure.Message}); going on in {pause.TotalSeconds:0} s.");
                await Task.Delay(pause, call.Environment.Time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                continue;
            }

            var (count, next) = facts(page);
            if (count > 0 || isFirst)
            {
                yield return page;
            }

            (place, isFirst, pause) = (next, false, FirstPause);
            if (!follows && count < PageSize)
            {
                yield break;
            }
        }
    }

    private static bool MayPass(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or IOException or SwitchyardApiException { Status: 429 or >= 500 } || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
