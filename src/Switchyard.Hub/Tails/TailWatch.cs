using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hub.Telemetry;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Tails;

/// <summary>
/// Watches how far what can be read from the tail of usage is behind what is committed. It never skips a row, so whoever leaves a transaction open, in any database of the server, makes it wait: that is measured, and
/// said once when it has lasted for <see cref="Alarm"/>, with the name of the one it waits for.
/// </summary>
internal sealed partial class TailWatch(Database database, HubInstruments instruments, TimeProvider time, ILogger<TailWatch> logger) : BackgroundService
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>A delay that somebody should look at.</summary>
    public static readonly TimeSpan Alarm = TimeSpan.FromSeconds(10);

    private readonly TailDelay _delay = new(time);
    private long? _told;
    private TimeSpan _longest;
    private bool _away;

    /// <summary>One look. Returns false where nobody ever waits: the database has one writer at a time.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        if (await database.OpenTransactionsAsync(naming: false, cancellationToken) is not { } open)
        {
            return false;
        }

        var delay = _delay.Look(open);
        instruments.TailDelay = delay;
        if (delay >= Alarm)
        {
            _longest = delay;
            await TellAsync(open.Oldest, delay, cancellationToken);
        }
        else if (_told is not null)
        {
            LogOver(_longest.TotalSeconds);
            _told = null;
        }

        return true;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await LookAsync(stoppingToken))
                {
                    return;
                }

                _away = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The next look does it; whether the database is away is said by others too, so once is enough.
                if (!_away)
                {
                    _away = true;
                    LogFailed(failure);
                }
            }

            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Once for each transaction that is waited for: as long as it is the same one there is nothing new to say.
    private async Task TellAsync(long oldest, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (_told == oldest || await database.OpenTransactionsAsync(naming: true, cancellationToken) is not { } open || open.Oldest != oldest)
        {
            return;
        }

        _told = oldest;
        var holder = open.Holder ?? new TransactionHolder { Database = "(unknown)" };
        LogHeld(delay.TotalSeconds, holder.Database, holder.Pid?.ToString(CultureInfo.InvariantCulture) ?? "none, it is prepared", holder.Application, holder.User, Age(holder));
    }

    private string Age(TransactionHolder holder) =>
        holder.Since is { } since ? $"open for {Math.Max(0, (time.GetUtcNow() - since).TotalSeconds):0} s" : "this node's user may not see since when";

    [LoggerMessage(2400, LogLevel.Warning, "Usage rows have been waiting {Delay:0} s for a transaction to end: database {Database}, process {Pid}, application '{Application}', user {User}, {Age}. Nothing is lost; tails and exports stand still until then.")]
    private partial void LogHeld(double delay, string database, string pid, string? application, string? user, string age);

    [LoggerMessage(2401, LogLevel.Information, "Usage rows wait for no old transaction any more; the longest wait was {Delay:0} s")]
    private partial void LogOver(double delay);

    [LoggerMessage(2402, LogLevel.Warning, "What the tail of usage waits for can not be read; it is tried again.")]
    private partial void LogFailed(Exception failure);
}
