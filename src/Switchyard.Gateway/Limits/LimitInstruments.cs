using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace Switchyard.Gateway.Limits;

/// <summary>Metrics of limits. The label <c>limit</c> is a name from the configuration, never a subject's.</summary>
internal sealed class LimitInstruments
{
    private readonly LimitCounters _counters;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _exchanges;
    private int _away;

    /// <summary>Makes the instruments on the meter <c>Switchyard</c>.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The factory owns the meters it makes.")]
    public LimitInstruments(IMeterFactory meters, LimitCounters counters)
    {
        _counters = counters;
        var meter = meters.Create("Switchyard");
        _rejections = meter.CreateCounter<long>("switchyard_limit_rejections_total", description: "Requests that a limit refused, by limit and reason.");
        _exchanges = meter.CreateCounter<long>("switchyard_limit_exchanges_total", description: "Exchanges of shares of limits with the database, by outcome.");
        meter.CreateObservableGauge("switchyard_limit_alone", () => Volatile.Read(ref _away), description: "1 while this node can not exchange shares and limits by its own share.");
        meter.CreateObservableGauge("switchyard_limit_budget_used_ratio", Used, description: "Recorded cost of the month as a share of the budget: the highest of the subjects this node serves.");
    }

    /// <summary>Whether shares can not be exchanged.</summary>
    public bool IsAway
    {
        get => Volatile.Read(ref _away) != 0;
        set => Volatile.Write(ref _away, value ? 1 : 0);
    }

    /// <summary>A limit refused a request.</summary>
    public void Rejected(string limit, string reason) => _rejections.Add(1, new("limit", limit), new KeyValuePair<string, object?>("reason", reason));

    /// <summary>An exchange was <c>answered</c> or <c>failed</c>.</summary>
    public void Exchanged(string outcome) => _exchanges.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    private List<Measurement<double>> Used()
    {
        var highest = new Dictionary<string, double>();
        foreach (var counter in _counters.All)
        {
            if (counter.Purse is { Budget: > 0 } purse)
            {
                highest[counter.Key.Limit] = Math.Max(highest.GetValueOrDefault(counter.Key.Limit), (double)purse.Spent / purse.Budget);
            }
        }

        return [.. highest.Select(pair => new Measurement<double>(pair.Value, new KeyValuePair<string, object?>("limit", pair.Key)))];
    }
}
