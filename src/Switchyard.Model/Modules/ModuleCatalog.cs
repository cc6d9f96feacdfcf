using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Switchyard.Model.Modules;

/// <summary>The types of modules that a process knows.</summary>
public sealed class ModuleCatalog
{
    private readonly FrozenDictionary<string, IModuleDefinition> _types;

    /// <summary>Makes a catalog.</summary>
    /// <exception cref="ArgumentException">Two types have one name.</exception>
    public ModuleCatalog(IEnumerable<IModuleDefinition> types)
    {
        var byName = new Dictionary<string, IModuleDefinition>(StringComparer.Ordinal);
        foreach (var type in types)
        {
            if (!byName.TryAdd(type.Name, type))
            {
                throw new ArgumentException($"Two types of modules are called '{type.Name}'.", nameof(types));
            }
        }

        _types = byName.ToFrozenDictionary(StringComparer.Ordinal);
        Names = [.. byName.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Names of the types, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Finds a type by its name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out IModuleDefinition? type) => _types.TryGetValue(name, out type);
}
