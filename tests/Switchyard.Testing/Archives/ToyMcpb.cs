using Switchyard.Testing.Processes;

namespace Switchyard.Testing.Archives;

/// <summary>The toy server in an archive: a program of the type <c>binary</c> that says how it was started.</summary>
public static class ToyMcpb
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

    /// <summary>The archive; each version is another one.</summary>
    public static byte[] Build(string version = "1.0.0") => new McpbFile()
        .Add("manifest.json", Manifest.Replace("VERSION", version, StringComparison.Ordinal))
        .Add("server/run", Script)
        .Add("server/Switchyard.Bundles.ToyServer.dll", File.ReadAllBytes(BuiltProgram.PathOf("Switchyard.Bundles.ToyServer")))
        .Add("server/Switchyard.Bundles.ToyServer.runtimeconfig.json", File.ReadAllBytes(Path.ChangeExtension(BuiltProgram.PathOf("Switchyard.Bundles.ToyServer"), ".runtimeconfig.json")))
        .Build();
}
