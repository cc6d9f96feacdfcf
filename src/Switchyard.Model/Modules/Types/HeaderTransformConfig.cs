namespace Switchyard.Model.Modules.Types;

/// <summary>Configuration of <c>header.transform</c>.</summary>
/// <param name="Request">Edits of what goes upstream.</param>
/// <param name="Response">Edits of what the client gets.</param>
public sealed record HeaderTransformConfig(HeaderEdits Request, HeaderEdits Response);
