using Switchyard.Configuration.Sources.File.Parts;

namespace Switchyard.Configuration.Sources.File;

/// <summary>A read of the files in which nothing was wrong.</summary>
/// <param name="Part">What they say.</param>
/// <param name="Material">What it was made of.</param>
internal sealed record GoodFiles(FilePart Part, FileMaterial Material);
