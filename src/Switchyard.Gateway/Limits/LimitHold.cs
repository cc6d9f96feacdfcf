namespace Switchyard.Gateway.Limits;

/// <summary>What one request holds of the limits that apply to it: up to four groups (node, user, access key, provider). All or none are taken.</summary>
internal struct LimitHold
{
    private LimitRule[]? _node;
    private LimitRule[]? _user;
    private LimitRule[]? _accessKey;
    private LimitRule[]? _provider;

    /// <summary>Takes one request of the groups that hold before a provider is chosen.</summary>
    public LimitVerdict Take(LimitRule[] node, LimitRule[] user, LimitRule[] accessKey, long now, out TimeSpan wait)
    {
        var verdict = Group(node, ref _node, now, out wait);
        verdict = verdict == LimitVerdict.Admitted ? Group(user, ref _user, now, out wait) : verdict;
        verdict = verdict == LimitVerdict.Admitted ? Group(accessKey, ref _accessKey, now, out wait) : verdict;
        if (verdict != LimitVerdict.Admitted)
        {
            GiveBack();
        }

        return verdict;
    }

    /// <summary>Takes one request of the provider's group.</summary>
    public LimitVerdict TakeProvider(LimitRule[] provider, long now, out TimeSpan wait) => Group(provider, ref _provider, now, out wait);

    /// <summary>The request leaves its provider for another.</summary>
    public void EndProvider() => EndGroup(ref _provider);

    /// <summary>The request has ended. Harmless when nothing is held.</summary>
    public void End()
    {
        EndGroup(ref _node);
        EndGroup(ref _user);
        EndGroup(ref _accessKey);
        EndGroup(ref _provider);
    }

    private static LimitVerdict Group(LimitRule[] rules, ref LimitRule[]? held, long now, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        for (var i = 0; i < rules.Length; i++)
        {
            var (config, counter) = rules[i];
            if (!counter.TryBegin(config.Concurrency))
            {
                Undo(rules, i);
                wait = TimeSpan.FromSeconds(1);
                return LimitVerdict.ConcurrencyLimited;
            }

            if (config.RequestsPerMinute > 0 && !counter.Rate.TryTake(now, config.RequestsPerMinute, out wait))
            {
                counter.End();
                Undo(rules, i);
                return LimitVerdict.RateLimited;
            }
        }

        held = rules.Length == 0 ? null : rules;
        return LimitVerdict.Admitted;
    }

    private static void Undo(LimitRule[] rules, int count)
    {
        for (var i = 0; i < count; i++)
        {
            rules[i].Counter.End();
            if (rules[i].Config.RequestsPerMinute > 0)
            {
                rules[i].Counter.Rate.GiveBack(rules[i].Config.RequestsPerMinute);
            }
        }
    }

    private static void EndGroup(ref LimitRule[]? held)
    {
        if (held is null)
        {
            return;
        }

        foreach (var rule in held)
        {
            rule.Counter.End();
        }

        held = null;
    }

    private void GiveBack()
    {
        UndoGroup(ref _node);
        UndoGroup(ref _user);
        UndoGroup(ref _accessKey);
    }

    private static void UndoGroup(ref LimitRule[]? held)
    {
        if (held is not null)
        {
            Undo(held, held.Length);
            held = null;
        }
    }
}
