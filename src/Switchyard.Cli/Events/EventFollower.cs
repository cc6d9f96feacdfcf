using System.Runtime.CompilerServices;
using Switchyard.Admin.Client.Events;
using Switchyard.Admin.Client.Problems;
using Switchyard.Cli.Calls;

namespace Switchyard.Cli.Events;

/// <summary>Follows events over as many connections as it takes. What the first one can not do (wrong address, wrong token) is a failure; a later one is tried until it works, unless it is refused.</summary>
internal sealed class EventFollower(CliCall call)
{
    /// <summary>Signs of life come every ten seconds; after two and a half of them the connection is taken for dead.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    public async IAsyncEnumerable<TailItem> FollowAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (position, wait, everConnected) = (after, FirstWait, false);
        while (true)
        {
            // Watched by a clock of its own: a connection that is dead and does not know it would be waited for for ever.
            using var dead = new CancellationTokenSource(Silence, call.Environment.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, dead.Token);
            await using var items = call.Client.Events.TailAsync(position, either.Token).GetAsyncEnumerator(either.Token);
            string? broken = null;
            while (broken is null)
            {
                try
                {
                    broken = await items.MoveNextAsync() ? null : "it was ended";
                }
                catch (OperationCanceledException) when (everConnected && dead.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                {
                    broken = "it was silent";
                }
                catch (Exception failure) when (everConnected && MayPass(failure))
                {
                    broken = failure.Message;
                }

                if (broken is null)
                {
                    (everConnected, wait, position) = (true, FirstWait, items.Current.Id ?? position);
                    dead.CancelAfter(Silence);
                    yield return items.Current;
                }
            }

            call.Printer.Note($"The connection broke ({broken}); resuming after {position} in {wait.TotalSeconds:0} s.");
            await Task.Delay(wait, call.Environment.Time, cancellationToken);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    private static bool MayPass(Exception failure) => failure is HttpRequestException or IOException or SwitchyardApiException { Status: 429 or >= 500 };
}
