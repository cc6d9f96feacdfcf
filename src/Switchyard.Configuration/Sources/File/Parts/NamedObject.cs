using Switchyard.Model.Origins;

namespace Switchyard.Configuration.Sources.File.Parts;

/// <summary>An object of a file that replaces the one of the same name in earlier sources.</summary>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="Name">What it is matched by.</param>
/// <param name="Value">The object; null for <c>remove: true</c>, which takes the earlier one away.</param>
/// <param name="Origin">File and line.</param>
public sealed record NamedObject<T>(string Name, T? Value, Origin Origin)
    where T : class;
