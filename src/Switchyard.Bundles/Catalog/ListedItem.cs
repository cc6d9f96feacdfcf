namespace Switchyard.Bundles.Catalog;

/// <summary>An entry of a list of a server.</summary>
/// <param name="Key">What names it: the URI, the template, the name of the prompt.</param>
/// <param name="Definition">The whole entry as the server sent it (JSON, UTF-8).</param>
internal sealed record ListedItem(string Key, ReadOnlyMemory<byte> Definition);
