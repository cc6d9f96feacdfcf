namespace Switchyard.Bundles.Catalog;

/// <summary>Lists of servers besides that of tools.</summary>
internal enum ListKind
{
    Resources,
    Templates,
    Prompts,
}
