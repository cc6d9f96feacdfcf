using Switchyard.Model.Bundles;
using Switchyard.Bundles.Sessions;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>Watches one server: tells when it has ended, and asks it every half a minute whether it still answers. Ends with the server.</summary>
internal sealed class Watch(BundleRun run, Incarnation incarnation, Func<BundleSettings> terms, TimeProvider time)
{
    public async Task RunAsync()
    {
        using var ending = new CancellationTokenSource();
        var probing = ProbeAsync(ending.Token);
        await incarnation.Server.Ended;
        await ending.CancelAsync();
        run.Look();
        await probing;
    }

    private async Task ProbeAsync(CancellationToken ending)
    {
        var misses = 0;
        while (true)
        {
            try
            {
                await Task.Delay(terms().ProbeEvery * (0.8 + (Random.Shared.NextDouble() * 0.4)), time, ending);
                misses = await AnswersAsync(ending) ? 0 : misses + 1;
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }

            if (misses >= terms().ProbeMisses)
            {
                misses = 0;
                incarnation.IsUnresponsive = true;
                run.Look();
            }
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken ending)
    {
        using var late = new CancellationTokenSource(terms().ProbeTimeout, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ending);
        try
        {
            await incarnation.Server.RequestAsync("ping", parameters: null, progress: null, given.Token);
            return true;
        }
        catch (ServerErrorException)
        {
            // It does not know the method, and it answers.
            return true;
        }
        catch (ServerLostException)
        {
            // Whoever awaits its end takes care of that.
            return true;
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            return false;
        }
    }
}
