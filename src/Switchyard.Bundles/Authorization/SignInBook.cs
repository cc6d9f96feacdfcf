using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Hot;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Bundles;

namespace Switchyard.Bundles.Authorization;

/// <summary>Reads how everybody stands whenever a node has said that somebody stands otherwise, and when a sign-in under way runs out.</summary>
internal sealed partial class SignInBook : BackgroundService, ISignInBook
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly SignInVault _vault;
    private readonly Bearers _bearers;
    private readonly Challenges _challenges;
    private readonly VersionWatcher _watcher;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ChangeSignal _wake;
    private readonly List<Action<BundleKey>> _watchers = [];
    private volatile Dictionary<BundleKey, Dictionary<string, Known>> _known = [];
    private bool _away;

    public SignInBook(SignInVault vault, Bearers bearers, Challenges challenges, VersionWatcher watcher, TimeProvider time, ILogger<SignInBook> logger)
    {
        (_vault, _bearers, _challenges, _watcher, _time, _logger) = (vault, bearers, challenges, watcher, time, logger);
        _wake = new ChangeSignal(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, time);
        challenges.Asked = Tell;
    }

    /// <inheritdoc />
    public SignInStanding? Of(BundleConfig bundle)
    {
        var definition = bundle.Definition;
        if (!definition.MaySignIn || definition.Url is not { } url || (definition.IsPerUser && bundle.User is null))
        {
            return null;
        }

        if (_known.GetValueOrDefault(bundle.Key)?.GetValueOrDefault(SignInIds.TextOf(bundle.User)) is { } known)
        {
            if (known.Standing.State != BundleAuthorization.Ok || ResourceIndicator.Covers(known.Resource, new Uri(url)))
            {
                return known.Standing;
            }

            // The definition names another server by now, which is not shown the token of the former one.
            return SignInStanding.Required;
        }

        return definition.Authorization is not null || _challenges.Has(bundle) ? SignInStanding.Required : null;
    }

    /// <inheritdoc />
    public IReadOnlyCollection<Guid> UsersOf(BundleKey bundle) =>
        _known.GetValueOrDefault(bundle) is { } users ? [.. users.Keys.Where(static user => user.Length > 0).Select(Guid.Parse)] : [];

    /// <inheritdoc />
    public void Watch(Action<BundleKey> changed)
    {
        lock (_watchers)
        {
            _watchers.Add(changed);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <summary>Reads how everybody stands, and tells of who stands otherwise. Returns when the next sign-in under way runs out, if there is one.</summary>
    internal async Task<DateTimeOffset?> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await _vault.StandingsAsync(cancellationToken);
        var now = rows.GroupBy(static row => new BundleKey(row.Workspace, row.Bundle)).ToDictionary(
            static group => group.Key, static group => group.GroupBy(static row => row.UserId, StringComparer.Ordinal).ToDictionary(static each => each.Key, static each => Known.Of(each), StringComparer.Ordinal));
        var before = _known;
        _known = now;
        _bearers.Keep(rows.Where(static row => row is { State: "ok", Serial: not null }).Select(static row => row.Serial!.Value).ToHashSet());
        foreach (var key in before.Keys.Union(now.Keys).Where(key => !Same(before.GetValueOrDefault(key), now.GetValueOrDefault(key))))
        {
            Tell(key);
        }

        return rows.Where(static row => row.State == "pending").Min(static row => row.ExpiresAt);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Sign-ins also go with bundles, workspaces and users.
        using var changes = _watcher.Watch([HubStreams.BundleSignIns, HubStreams.BundlesChanged, HubStreams.WorkspacesChanged, HubStreams.AccessKeysChanged], _wake.Notify);
        try
        {
            while (true)
            {
                var wait = await TryReadAsync(stoppingToken);
                using var late = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                var over = Task.Delay(wait, _time, late.Token);
                var woken = _wake.WaitAsync(late.Token).AsTask();
                await Task.WhenAny(over, woken);
                await late.CancelAsync();
                await Task.WhenAll(over, woken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    /// <summary>Returns how long to wait for the next look.</summary>
    private async Task<TimeSpan> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var next = await ReadAsync(cancellationToken);
            _away = false;
            var left = next - _time.GetUtcNow();
            return left is not { } wait || wait > Longest ? Longest : wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(1) : Retry;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            // Whatever it is, what is known stays, and it is read again.
            if (!_away)
            {
                _away = true;
                LogAway(failure);
            }

            return Retry;
        }
    }

    private void Tell(BundleKey key)
    {
        Action<BundleKey>[] told;
        lock (_watchers)
        {
            told = [.. _watchers];
        }

        Array.ForEach(told, watcher => watcher(key));
    }

    private static bool Same(Dictionary<string, Known>? one, Dictionary<string, Known>? two) =>
        (one?.Count ?? 0) == (two?.Count ?? 0) && (one is null || one.All(pair => two!.TryGetValue(pair.Key, out var other) && other == pair.Value));

    [LoggerMessage(10022, LogLevel.Warning, "It can not be read who is signed in to bundles; what was known stays until it can.")]
    private partial void LogAway(Exception failure);

    private sealed record Known(SignInStanding Standing, string? Resource)
    {
        /// <summary>Of what is there of one user: a sign-in that is good counts, then one under way, then one that was lost.</summary>
        public static Known Of(IEnumerable<SignInStandingRow> rows)
        {
            var best = rows.OrderBy(static row => row.State switch { "ok" => 0, "pending" => 1, _ => 2 }).First();
            return new Known(
                best.State switch
                {
                    "ok" => new SignInStanding(BundleAuthorization.Ok, best.Serial),
                    "pending" => new SignInStanding(BundleAuthorization.Pending),
                    _ => new SignInStanding(BundleAuthorization.Lost, best.Serial, best.Reason),
                },
                best.Resource);
        }
    }
}
