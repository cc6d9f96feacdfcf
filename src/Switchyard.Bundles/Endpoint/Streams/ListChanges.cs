namespace Switchyard.Bundles.Endpoint.Streams;

/// <summary>A choice of lists.</summary>
/// <param name="Tools">The tools.</param>
/// <param name="Resources">The resources.</param>
/// <param name="Prompts">The prompts.</param>
internal readonly record struct ListChanges(bool Tools, bool Resources, bool Prompts)
{
    public static ListChanges All { get; } = new(true, true, true);

    /// <summary>Those that are in both.</summary>
    public ListChanges And(ListChanges other) => new(Tools && other.Tools, Resources && other.Resources, Prompts && other.Prompts);

    /// <summary>The notifications that tell of them.</summary>
    public IEnumerable<string> Methods()
    {
        if (Tools)
        {
            yield return "notifications/tools/list_changed";
        }

        if (Resources)
        {
            yield return "notifications/resources/list_changed";
        }

        if (Prompts)
        {
            yield return "notifications/prompts/list_changed";
        }
    }
}
