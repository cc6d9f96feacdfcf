using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Switchyard.Gateway.Exchanges;

/// <summary>
/// Waits for what is being sent to a client so that a call that is stopped meanwhile can still tell it why. The server takes a cancelled write for the end of the connection; so no write to a client
/// has the call's token, and the wait for it has.
/// </summary>
internal static class LastWords
{
    /// <summary>How long a client may take what is under way when its call is stopped, before it loses the connection.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Waits for <paramref name="sending"/>.</summary>
    /// <exception cref="OperationCanceledException">The call was stopped. Nothing is under way any more: an event may follow, which goes nowhere if the client has lost its connection.</exception>
    public static async Task<FlushResult> AwaitAsync(Task<FlushResult> sending, ExchangeCall call, HttpContext context, TimeProvider time)
    {
        try
        {
            return await sending.WaitAsync(call.Token);
        }
        catch (OperationCanceledException) when (!sending.IsCompleted)
        {
            if (call.Reason != EndReason.ClientStalled)
            {
                await ((Task)sending).WaitAsync(Limit, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!sending.IsCompleted)
            {
                context.Abort();
            }
            else if (call.Reason == EndReason.ClientGone)
            {
                // It may have left with the last byte.
                return await sending;
            }

            throw;
        }
    }
}
