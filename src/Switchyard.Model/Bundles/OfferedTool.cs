namespace Switchyard.Model.Bundles;

/// <summary>A tool of a workspace that may be called now.</summary>
/// <param name="Bundle">The bundle it is of.</param>
/// <param name="FullName"><c>{bundle}__{tool}</c>, unique within the workspace.</param>
/// <param name="ModelName">What models are told: the full name, or, if that is no name for a model (at most 64 of <c>A-Z a-z 0-9 _ -</c>), one made of it that ends in a hash of it. The same on every node.</param>
/// <param name="Tool">The tool itself.</param>
/// <param name="IsRepeatable">Whether its server declares it read-only or idempotent.</param>
public sealed record OfferedTool(BundleKey Bundle, string FullName, string ModelName, BundleTool Tool, bool IsRepeatable);
