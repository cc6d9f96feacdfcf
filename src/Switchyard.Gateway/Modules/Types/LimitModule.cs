using System.Collections.Concurrent;
using Switchyard.Gateway.Limits;
using Switchyard.Model.Limits;

namespace Switchyard.Gateway.Modules.Types;

/// <summary>
/// <c>ratelimit.requests</c> and <c>budget.cost</c> at work: a limit of the product, taken when the request comes to this place of its chain. The counters are those of all limits, so what was used survives every change, budgets
/// survive restarts, and nodes share them.
/// </summary>
internal sealed class LimitModule(IModuleType type, LimitConfig limit, LimitParts parts) : ShippedModule(type), IRequestModule, IEndModule, ILimitingModule
{
    private readonly ConcurrentDictionary<Guid, LimitRule[]> _rules = new();

    /// <inheritdoc />
    public override bool IsIdle => limit is { RequestsPerMinute: 0, Budget: null };

    /// <inheritdoc />
    public LimitConfig Limit => limit;

    /// <summary>The name under which a module's limit is counted; limits of the configuration do not have it.</summary>
    public static string NameOf(string module) => $"modules/{module}";

    /// <inheritdoc />
    public async ValueTask<ModuleVerdict> OnRequestAsync(ModuleRequest request, CancellationToken cancellationToken)
    {
        var held = new Held();
        request.Keep(this, held);
        var rules = _rules.GetOrAdd(LimitSubject.IdOf(limit.Scope, request), Bind);
        var moment = parts.Limiter.Moment;
        var since = moment.Now;
        var answer = held.Limits.Take(rules, [], [], moment);
        while (answer.IsOpen && !moment.IsFinal)
        {
            moment = await parts.Limiter.AskAsync(since, cancellationToken);
            answer = held.Limits.Take(rules, [], [], moment);
        }

        if (!answer.IsAdmitted || limit.Budget is null)
        {
            return Verdict(answer);
        }

        var cost = CostEstimate.Of(request.Prices, request.Provider, request.Model, request.StartedAt, request.Body.Length, request.Facts.MaxOutputTokens);
        var month = BudgetMonths.Of(request.StartedAt);
        answer = held.Limits.Reserve(month, cost, moment);
        while (answer.IsOpen && !moment.IsFinal)
        {
            moment = await parts.Limiter.AskAsync(since, cancellationToken);
            answer = held.Limits.Reserve(month, cost, moment);
        }

        return Verdict(answer);
    }

    /// <inheritdoc />
    public void OnEnd(ModuleRequest request, ModuleEnd end)
    {
        if (!request.TryGet<Held>(this, out var held))
        {
            return;
        }

        if (held.Limits.Settle(end.CostNanos) is { } bill)
        {
            parts.Bills.Keep(request.Id, bill);
        }

        held.Limits.End();
    }

    private ModuleVerdict Verdict(in LimitAnswer answer) => parts.Limiter.FailureOf(answer) is { } failure ? ModuleVerdict.Refuse(failure) : ModuleVerdict.Continue;

    private LimitRule[] Bind(Guid subject) => limit.Scope == LimitScope.Node ? parts.Counters.BindNode([limit]) : parts.Counters.Bind([limit], limit.Scope, subject, "");

    private sealed class Held
    {
        private LimitHold _limits;

        public ref LimitHold Limits => ref _limits;
    }
}
