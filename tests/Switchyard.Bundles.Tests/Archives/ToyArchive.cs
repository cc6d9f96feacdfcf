using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;
using Switchyard.Testing.Archives;
using Switchyard.Testing.Processes;

namespace Switchyard.Bundles.Tests.Archives;

/// <summary>The toy server in an archive: a program of the type <c>binary</c> that says how it was started.</summary>
internal static class ToyArchive
{
    private const string Manifest = """
        {
          "manifest_version": "0.3", "name": "toy", "version": "VERSION",
          "server": {
            "type": "binary", "entry_point": "server/run",
            "mcp_config": {"command": "server/run", "args": ["pages=${user_config.pages}", "${user_config.options}"], "env": {"TOY_TOKEN": "${user_config.token}", "TOY_HOME": "${HOME}", "TOY_DIR": "${__dirname}", "TOY_NOTE": "${user_config.note}"}}
          },
          "user_config": {
            "pages": {"type": "number", "title": "Pages", "min": 1, "max": 9, "default": 1},
            "options": {"type": "string", "title": "Options", "multiple": true},
            "note": {"type": "string", "title": "Note"},
            "token": {"type": "string", "title": "Token", "sensitive": true}
          }
        }
        """;

    // Its directory is the working directory, but nothing of it relies on that.
    private const string Script = "#!/bin/sh\nexec dotnet exec \"$(dirname \"$0\")/Switchyard.Bundles.ToyServer.dll\" \"$@\"\n";

    public static byte[] Build(string version = "1.0.0") => new McpbFile()
        .Add("manifest.json", Manifest.Replace("VERSION", version, StringComparison.Ordinal))
        .Add("server/run", Script)
        .Add("server/Switchyard.Bundles.ToyServer.dll", File.ReadAllBytes(BuiltProgram.PathOf("Switchyard.Bundles.ToyServer")))
        .Add("server/Switchyard.Bundles.ToyServer.runtimeconfig.json", File.ReadAllBytes(Path.ChangeExtension(BuiltProgram.PathOf("Switchyard.Bundles.ToyServer"), ".runtimeconfig.json")))
        .Build();

    /// <summary>A bundle of an archive.</summary>
    public static BundleConfig Bundle(byte[] archive, string settings = "{}", Secret? token = null)
    {
        using var stream = new MemoryStream(archive);
        var read = ArchiveReader.Read(stream, []).ShouldNotBeNull();
        var faults = new FaultList();
        var json = $$"""{"type":"mcpb","archive":"{{read.Hash}}","settings":{{settings}},"manifest":{{ArchiveManifestJson.Write(read.Manifest)}} }""";
        var definition = BundleDefinitionJson.Read(new JsonFields(System.Text.Json.JsonElement.Parse(json), faults, ""), withValues: false);
        faults.ShouldBeEmpty();
        return ServerRig.Of(definition) with
        {
            Credentials = token is null ? BundleCredentials.None : new BundleCredentials { Version = 1, Values = new Dictionary<string, Secret?> { ["token"] = token } },
        };
    }
}
