using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace Switchyard.Gateway.Modules.Telemetry;

/// <summary>Metrics of modules. The labels are names from the configuration.</summary>
internal sealed class ModuleInstruments
{
    private readonly Counter<long> _failures;
    private readonly Counter<long> _matches;
    private readonly Counter<long> _cache;
    private readonly Counter<long> _changes;

    /// <summary>Makes the instruments on the meter <c>Switchyard</c>.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The factory owns the meters it makes.")]
    public ModuleInstruments(IMeterFactory meters)
    {
        var meter = meters.Create("Switchyard");
        _failures = meter.CreateCounter<long>("switchyard_module_failures_total", description: "Requests in which a module threw, by module.");
        _matches = meter.CreateCounter<long>("switchyard_guardrail_matches_total", description: "Texts in which a rule of a guardrail matched, by module, rule and what was done.");
        _cache = meter.CreateCounter<long>("switchyard_cache_requests_total", description: "Requests that a cache looked up, by module and outcome.");
        _changes = meter.CreateCounter<long>("switchyard_config_modules_total", description: "Modules put in force, by class of the change: in_place or side_by_side.");
    }

    /// <summary>A module threw.</summary>
    public void Failed(string module) => _failures.Add(1, new KeyValuePair<string, object?>("module", module));

    /// <summary>A rule matched.</summary>
    public void Matched(string module, string rule, string action) => _matches.Add(1, new("module", module), new("rule", rule), new("action", action));

    /// <summary>A cache was asked: <c>hit</c> or <c>miss</c>.</summary>
    public void LookedUp(string module, string outcome) => _cache.Add(1, new("module", module), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Modules were put in force.</summary>
    public void Applied(string change, int count)
    {
        if (count > 0)
        {
            _changes.Add(count, new KeyValuePair<string, object?>("class", change));
        }
    }
}
