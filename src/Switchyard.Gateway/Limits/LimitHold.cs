namespace Switchyard.Gateway.Limits;

/// <summary>
/// What one request holds of the limits that apply to it: up to four groups (node, user, access key, provider), each with its places, its counts and, once its cost can be estimated,
/// its reservations. Of a group, and of the first three together, all is taken or nothing.
/// </summary>
internal struct LimitHold
{
    private LimitRule[]? _node;
    private LimitRule[]? _user;
    private LimitRule[]? _accessKey;
    private LimitRule[]? _provider;
    private Reservation? _actorCost;
    private Reservation? _providerCost;

    /// <summary>Whether a budget is among what <see cref="Take"/> took.</summary>
    public readonly bool HasBudget => HaveBudget(_node) || HaveBudget(_user) || HaveBudget(_accessKey);

    /// <summary>Whether there is a reservation to settle.</summary>
    public readonly bool HasReserved => _actorCost is not null || _providerCost is not null;

    /// <summary>Whether a budget is among <paramref name="rules"/>.</summary>
    public static bool HaveBudget(LimitRule[]? rules)
    {
        foreach (var rule in rules ?? [])
        {
            if (rule.BudgetNanos > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes one request of the groups that hold before a provider is chosen.</summary>
    public LimitAnswer Take(LimitRule[] node, LimitRule[] user, LimitRule[] accessKey, in LimitMoment moment)
    {
        var answer = Group(node, ref _node, moment);
        answer = answer.IsAdmitted ? Group(user, ref _user, moment) : answer;
        answer = answer.IsAdmitted ? Group(accessKey, ref _accessKey, moment) : answer;
        if (!answer.IsAdmitted)
        {
            UndoGroup(ref _node, moment);
            UndoGroup(ref _user, moment);
            UndoGroup(ref _accessKey, moment);
        }

        return answer;
    }

    /// <summary>Counts one more upstream request of what <see cref="Take"/> took, under the rates alone: it has its places already.</summary>
    public readonly LimitAnswer TakeAgain(in LimitMoment moment)
    {
        LimitRule[] rules = [.. _node ?? [], .. _user ?? [], .. _accessKey ?? []];
        for (var i = 0; i < rules.Length; i++)
        {
            var rule = rules[i];
            if (rule.Config.RequestsPerMinute == 0)
            {
                continue;
            }

            var verdict = rule.Counter.TryTake(rule, moment, out var wait);
            if (verdict != LimitVerdict.Admitted)
            {
                for (var taken = 0; taken < i; taken++)
                {
                    if (rules[taken].Config.RequestsPerMinute > 0)
                    {
                        rules[taken].Counter.GiveBack(rules[taken], moment);
                    }
                }

                return new LimitAnswer(verdict, rule.Config.Name, wait);
            }
        }

        return default;
    }

    /// <summary>Reserves <paramref name="cost"/> (billionths of a US dollar) of every budget of the groups that <see cref="Take"/> took.</summary>
    public LimitAnswer Reserve(string month, long cost, in LimitMoment moment)
    {
        if (cost == 0)
        {
            return default;
        }

        Reservation? reserved = null;
        var answer = Reserve(_node, month, cost, moment, ref reserved);
        answer = answer.IsAdmitted ? Reserve(_user, month, cost, moment, ref reserved) : answer;
        answer = answer.IsAdmitted ? Reserve(_accessKey, month, cost, moment, ref reserved) : answer;
        return Keep(answer, reserved, ref _actorCost);
    }

    /// <summary>Takes one request of the provider's group, with <paramref name="cost"/> of its budgets.</summary>
    public LimitAnswer TakeProvider(LimitRule[] provider, string month, long cost, in LimitMoment moment)
    {
        var answer = Group(provider, ref _provider, moment);
        if (!answer.IsAdmitted || cost == 0)
        {
            return answer;
        }

        Reservation? reserved = null;
        answer = Keep(Reserve(provider, month, cost, moment, ref reserved), reserved, ref _providerCost);
        if (!answer.IsAdmitted)
        {
            UndoGroup(ref _provider, moment);
        }

        return answer;
    }

    /// <summary>The request leaves its provider for another, which will bear its cost.</summary>
    public void EndProvider()
    {
        EndGroup(ref _provider);
        _providerCost?.Settle(0);
        _providerCost = null;
    }

    /// <summary>The request has cost so much. What is returned is to be told when that is recorded; null when no budget was touched.</summary>
    public BudgetBill? Settle(long cost)
    {
        if (_actorCost is null && _providerCost is null)
        {
            return null;
        }

        var bill = cost == 0 ? null : new BudgetBill(cost, [.. _actorCost?.Purses ?? [], .. _providerCost?.Purses ?? []]);
        _actorCost?.Settle(cost);
        _providerCost?.Settle(cost);
        (_actorCost, _providerCost) = (null, null);
        return bill;
    }

    /// <summary>The request has ended. What it reserved and did not settle is free again. Harmless when nothing is held.</summary>
    public void End()
    {
        EndGroup(ref _node);
        EndGroup(ref _user);
        EndGroup(ref _accessKey);
        EndGroup(ref _provider);
        Settle(0);
    }

    private static LimitAnswer Group(LimitRule[] rules, ref LimitRule[]? held, in LimitMoment moment)
    {
        for (var i = 0; i < rules.Length; i++)
        {
            var rule = rules[i];
            var verdict = rule.Counter.TryBegin(rule, moment, out var wait);
            if (verdict == LimitVerdict.Admitted && rule.Config.RequestsPerMinute > 0)
            {
                verdict = rule.Counter.TryTake(rule, moment, out wait);
                if (verdict != LimitVerdict.Admitted)
                {
                    rule.Counter.End();
                }
            }

            if (verdict != LimitVerdict.Admitted)
            {
                Undo(rules, i, moment);
                return new LimitAnswer(verdict, rule.Config.Name, wait);
            }
        }

        held = rules.Length == 0 ? null : rules;
        return default;
    }

    private static LimitAnswer Reserve(LimitRule[]? rules, string month, long cost, in LimitMoment moment, ref Reservation? reserved)
    {
        foreach (var rule in rules ?? [])
        {
            if (rule.BudgetNanos == 0)
            {
                continue;
            }

            var verdict = rule.Counter.TryReserve(rule, moment, month, cost, out var purse);
            if (verdict != LimitVerdict.Admitted)
            {
                return new LimitAnswer(verdict, rule.Config.Name);
            }

            reserved ??= new Reservation(cost);
            reserved.Purses.Add(purse);
        }

        return default;
    }

    private static LimitAnswer Keep(LimitAnswer answer, Reservation? reserved, ref Reservation? held)
    {
        if (answer.IsAdmitted)
        {
            held = reserved;
        }
        else
        {
            reserved?.Settle(0);
        }

        return answer;
    }

    private static void Undo(LimitRule[] rules, int count, in LimitMoment moment)
    {
        for (var i = 0; i < count; i++)
        {
            rules[i].Counter.End();
            if (rules[i].Config.RequestsPerMinute > 0)
            {
                rules[i].Counter.GiveBack(rules[i], moment);
            }
        }
    }

    private static void UndoGroup(ref LimitRule[]? held, in LimitMoment moment)
    {
        if (held is not null)
        {
            Undo(held, held.Length, moment);
            held = null;
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

    private sealed class Reservation(long cost)
    {
        public List<BudgetPurse> Purses { get; } = [];

        public void Settle(long real)
        {
            foreach (var purse in Purses)
            {
                purse.Settle(cost, real);
            }
        }
    }
}
