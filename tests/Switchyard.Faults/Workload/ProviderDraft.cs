namespace Switchyard.Faults.Workload;

/// <summary>What an operator believes of one of his providers. It only steers what he tries next; nothing is judged by it.</summary>
/// <param name="name">Name of the provider.</param>
/// <param name="isDocument">Whether it is held by a document of its name, and not by records.</param>
internal sealed class ProviderDraft(string name, bool isDocument)
{
    public string Name { get; } = name;

    public bool IsDocument { get; } = isDocument;

    public bool IsThere { get; set; }

    /// <summary>The last mark that was tried.</summary>
    public int Mark { get; set; }

    /// <summary>Number of the last label that was tried.</summary>
    public int Label { get; set; }

    /// <summary>The keys that he was promised, by label.</summary>
    public Dictionary<string, string> Keys { get; } = [];
}
