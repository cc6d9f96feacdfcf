using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Switchyard.Host.Serving;

/// <summary>Runs a host to its end, whenever that comes: one that is told to stop while it still starts has not failed.</summary>
internal static class HostRun
{
    private const string Category = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>
    /// Runs until a signal (<see cref="EndSignals"/>), <paramref name="stop"/> or <see cref="IHostApplicationLifetime.StopApplication"/>; what had been started is stopped in each case, after those who are
    /// <see cref="IHostedLifecycleService"/> have had their say.
    /// </summary>
    public static async Task RunToItsEndAsync(this WebApplication app, CancellationToken stop = default)
    {
        var signals = app.Services.GetService<IHostLifetime>() as EndSignals;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, signals?.Told ?? CancellationToken.None);
        try
        {
            await app.StartAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested || app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await app.StopAsync(CancellationToken.None);
            return;
        }
        catch
        {
            // What runs already must end before its services do.
            await app.StopAsync(CancellationToken.None);
            throw;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, app.Lifetime.ApplicationStopping);
        await CancelledAsync(either.Token, CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
    }

    /// <summary>Waits until the host's own listener is open: before, it has no address. Services that run beside it may be quicker than it is.</summary>
    public static async Task StartedAsync(this IHostApplicationLifetime life, CancellationToken cancellationToken)
    {
        await CancelledAsync(life.ApplicationStarted, cancellationToken);
    }

    /// <summary>Keeps the framework from logging the failure of a start, with its stack: the runner says what it was in one line, and a start that was interrupted has not failed.</summary>
    public static void AddStartFilter(this ILoggingBuilder logging) => logging.Services.AddOptions<LoggerFilterOptions>().Configure<IServiceProvider>(
        // Asked for when something is logged: the lifetime itself needs a logger.
        static (filters, services) => filters.AddFilter(Category, level => level >= LogLevel.Warning && !(level == LogLevel.Error && IsStarting(services.GetService<IHostApplicationLifetime>()))));

    private static async Task CancelledAsync(CancellationToken awaited, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = awaited.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(cancellationToken);
    }

    private static bool IsStarting(IHostApplicationLifetime? life) => life is not null && !life.ApplicationStarted.IsCancellationRequested;
}
