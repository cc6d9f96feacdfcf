using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Switchyard.Host.Serving;

/// <summary>Runs a host to its end, whenever that comes: one that is told to stop while it still starts has not failed.</summary>
internal static class HostRun
{
    private const string Category = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>Runs until SIGTERM, Ctrl+C or <paramref name="stop"/>; what had been started is stopped in either case.</summary>
    public static async Task RunToItsEndAsync(this WebApplication app, CancellationToken stop = default)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || app.Lifetime.ApplicationStopping.IsCancellationRequested)
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

        await ((IHost)app).WaitForShutdownAsync(stop);
    }

    /// <summary>Waits until the host's own listener is open: before, it has no address. Services that run beside it may be quicker than it is.</summary>
    public static async Task StartedAsync(this IHostApplicationLifetime life, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = life.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Keeps the framework from logging the failure of a start, with its stack: the runner says what it was in one line, and a start that was interrupted has not failed.</summary>
    public static void AddStartFilter(this ILoggingBuilder logging) => logging.Services.AddOptions<LoggerFilterOptions>().Configure<IServiceProvider>(
        // Asked for when something is logged: the lifetime itself needs a logger.
        static (filters, services) => filters.AddFilter(Category, level => level >= LogLevel.Warning && !(level == LogLevel.Error && IsStarting(services.GetService<IHostApplicationLifetime>()))));

    private static bool IsStarting(IHostApplicationLifetime? life) => life is not null && !life.ApplicationStarted.IsCancellationRequested;
}
