using Switchyard.Gateway.Pool;
using Switchyard.Gateway.Pool.Breakers;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Telemetry;

namespace Switchyard.Gateway.Attempts;

/// <summary>
/// One try with one provider and one key. It holds the key and the pass of the breaker, tells both what became of it, and gives them back exactly once.
/// </summary>
internal sealed class Attempt(ProviderModel provider, string? model, KeyModel? key, KeyUse use, bool byok)
{
    private BreakerPass _pass;
    private bool _keyTold;
    private bool _breakerTold;
    private int _ended;

    /// <summary>Who is asked.</summary>
    public ProviderModel Provider { get; } = provider;

    /// <summary>The model asked for in place of the client's; null keeps it.</summary>
    public string? Model { get; } = model;

    /// <summary>The key of the pool, or null.</summary>
    public KeyModel? Key { get; } = key;

    /// <summary>Whether the client's own credential is used.</summary>
    public bool Byok { get; } = byok;

    /// <summary>Endpoint and model under which failures are counted; null where they are not.</summary>
    public (string Endpoint, string Model)? Watched { get; private set; }

    /// <summary>The attempt has passed the breaker, if there is one.</summary>
    public void Passed(string endpoint, string watchedModel, BreakerPass pass)
    {
        Watched = (endpoint, watchedModel);
        _pass = pass;
    }

    /// <summary>The upstream answered with a status: the key hears what it says about it, the breaker what it says about the upstream.</summary>
    public void Answered(int status, TimeSpan? retryAfter, long now, GatewayInstruments instruments)
    {
        TellKey(status, retryAfter, now, instruments);
        switch (StatusRules.ForBreaker(status, Byok))
        {
            case BreakerWord.Failure:
                Failed(now, instruments);
                break;
            case BreakerWord.Success when status is >= 200 and < 300:
                // The end of the answer decides; a probe has done its duty.
                FindBreaker()?.Answered(_pass, Provider.Config.Settings.Breaker);
                break;
            case BreakerWord.Success:
                Completed();
                break;
            default:
                Undecided();
                break;
        }
    }

    /// <summary>The answer came whole.</summary>
    public void Completed()
    {
        if (!_breakerTold && FindBreaker() is { } breaker)
        {
            breaker.Answered(_pass, Provider.Config.Settings.Breaker);
            breaker.Completed();
        }

        _breakerTold = true;
    }

    /// <summary>The upstream failed: no connection, no answer in time, a broken answer.</summary>
    public void Failed(long now, GatewayInstruments instruments)
    {
        var settings = Provider.Config.Settings.Breaker;
        if (!_breakerTold && settings.Enabled && Watched is { } watched
            && Provider.State.Breakers.ForFailure(watched.Endpoint, watched.Model, settings).Failed(_pass, now, settings))
        {
            instruments.BreakerTripped(Provider.Config.Name);
        }

        _breakerTold = true;
    }

    /// <summary>Gives everything back; what nobody was told by then is undecided.</summary>
    public void End(DateTimeOffset utcNow)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        Undecided();
        Provider.State.Leave();
        if (Key is not null)
        {
            if (!_keyTold)
            {
                Key.State.Undecided(use);
            }

            Key.State.Leave(utcNow.ToUnixTimeMilliseconds());
        }
    }

    private void TellKey(int status, TimeSpan? retryAfter, long now, GatewayInstruments instruments)
    {
        if (Key is null)
        {
            return;
        }

        switch (StatusRules.ForKey(status))
        {
            case KeyWord.Refused:
                Key.State.Unauthorized(use, now, Provider.Config.Settings.Keys);
                instruments.KeyTransition(Provider.Config.Name, "unauthorized");
                break;
            case KeyWord.Limited:
                Key.State.RateLimited(now, retryAfter, Provider.Config.Settings.Keys);
                instruments.KeyTransition(Provider.Config.Name, "rate_limited");
                break;
            case KeyWord.Accepted:
                Key.State.Accepted(use);
                break;
            default:
                Key.State.Undecided(use);
                break;
        }

        _keyTold = true;
    }

    private void Undecided()
    {
        if (!_breakerTold && _pass.Probe)
        {
            FindBreaker()?.Undecided(_pass);
        }

        _breakerTold = true;
    }

    private Breaker? FindBreaker() =>
        Watched is { } watched && Provider.State.Breakers.TryFind(watched.Endpoint, watched.Model, out var breaker) ? breaker : null;
}
