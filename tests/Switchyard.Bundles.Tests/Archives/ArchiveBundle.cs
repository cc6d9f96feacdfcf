using System.Text.Json;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Bundles.Tests.Archives;

/// <summary>Bundles of archives.</summary>
internal static class ArchiveBundle
{
    /// <summary>A bundle of an archive.</summary>
    public static BundleConfig Of(byte[] archive, string settings = "{}", Secret? token = null)
    {
        using var stream = new MemoryStream(archive);
        var read = ArchiveReader.Read(stream, []).ShouldNotBeNull();
        var faults = new FaultList();
        var json = $$"""{"type":"mcpb","archive":"{{read.Hash}}","settings":{{settings}},"manifest":{{ArchiveManifestJson.Write(read.Manifest)}} }""";
        var definition = BundleDefinitionJson.Read(new JsonFields(JsonElement.Parse(json), faults, ""), withValues: false);
        faults.ShouldBeEmpty();
        return ServerRig.Of(definition) with
        {
            Credentials = token is null ? BundleCredentials.None : new BundleCredentials { Version = 1, Values = new Dictionary<string, Secret?> { ["token"] = token } },
        };
    }
}
