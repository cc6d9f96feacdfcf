using System.Collections;

namespace Switchyard.Model.Validation;

/// <summary>Collects every fault of an input, so that one answer names them all.</summary>
public sealed class FaultList : IReadOnlyCollection<Fault>
{
    private readonly List<Fault> _faults = [];

    /// <inheritdoc />
    public int Count => _faults.Count;

    /// <summary>True while nothing is wrong.</summary>
    public bool IsEmpty => _faults.Count == 0;

    /// <summary>Adds a fault of <paramref name="field"/>.</summary>
    public void Add(string field, string detail) => _faults.Add(new Fault(field, detail));

    /// <summary>Adds the faults of a nested input, their fields prefixed with <paramref name="prefix"/> and a dot.</summary>
    public void AddRange(string prefix, IEnumerable<Fault> faults)
    {
        foreach (var fault in faults)
        {
            _faults.Add(fault with { Field = prefix.Length == 0 ? fault.Field : fault.Field.Length == 0 ? prefix : $"{prefix}.{fault.Field}" });
        }
    }

    /// <inheritdoc />
    public IEnumerator<Fault> GetEnumerator() => _faults.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
