using Switchyard.Gateway.Headers;
using Switchyard.Model.Modules.Types;

namespace Switchyard.Gateway.Modules;

/// <summary>The headers of a message as a module may edit them: those of connection, framing, credentials and Switchyard itself are refused (<see cref="HeaderRules"/>).</summary>
public abstract class ModuleHeaders
{
    /// <summary>The value of a header, several joined by a comma; null when it is not there, or is not for modules.</summary>
    public string? Get(string name) => HeaderRules.NameFault(name) is null ? Read(name) : null;

    /// <summary>Takes a header away.</summary>
    /// <exception cref="ArgumentException">The header is not for modules.</exception>
    public void Remove(string name)
    {
        Check(name);
        Delete(name);
    }

    /// <summary>Gives a header exactly this value.</summary>
    /// <exception cref="ArgumentException">The header is not for modules, or the value can not be one.</exception>
    public void Set(string name, string value)
    {
        Check(name);
        Check(name, value);
        Delete(name);
        Add(name, value);
    }

    /// <summary>Adds a value to those a header has.</summary>
    /// <exception cref="ArgumentException">The header is not for modules, or the value can not be one.</exception>
    public void Append(string name, string value)
    {
        Check(name);
        Check(name, value);
        Add(name, value);
    }

    /// <summary>Says that the answer did not come out of a cache.</summary>
    internal void MissedCache()
    {
        Delete(SwitchyardHeaders.Cache);
        Add(SwitchyardHeaders.Cache, "miss");
    }

    private protected abstract string? Read(string name);

    private protected abstract void Delete(string name);

    private protected abstract void Add(string name, string value);

    private static void Check(string name)
    {
        if (HeaderRules.NameFault(name) is { } fault)
        {
            throw new ArgumentException($"{name}: {fault}", nameof(name));
        }
    }

    private static void Check(string name, string value)
    {
        if (HeaderRules.ValueFault(value) is { } fault)
        {
            throw new ArgumentException($"{name}: {fault}", nameof(value));
        }
    }
}
