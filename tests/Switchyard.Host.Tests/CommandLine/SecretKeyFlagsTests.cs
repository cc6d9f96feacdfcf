using System.CommandLine;
using Switchyard.Host.Edge;
using Switchyard.Host.Serving;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Tests.CommandLine;

public sealed class SecretKeyFlagsTests : IDisposable
{
    private const string Keys = "c3dpdGNoeWFyZC1ob3N0LXRlc3Qta2V5cy0wMDAwMDE=";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-keys-");

    [Fact]
    public void Keys_of_a_file_are_those_of_the_variable()
    {
        var file = Write(Keys + "\n");
        Read([], new() { ["SWITCHYARD_SECRET_KEYS"] = Keys }).Options!.SecretKeys!.Reveal().ShouldBe(Keys);
        Read([], new() { ["SWITCHYARD_SECRET_KEYS_FILE"] = file }).Options!.SecretKeys!.Reveal().ShouldBe(Keys);
        Read(["--secret-keys-file", file], []).Options!.SecretKeys!.Reveal().ShouldBe(Keys);
        Read([], []).Options!.SecretKeys.ShouldBeNull();
    }

    [Fact]
    public void A_file_that_is_not_there_or_empty_and_keys_of_two_places_are_faults_without_the_keys()
    {
        Read(["--secret-keys-file", Path.Combine(_directory.FullName, "none")], []).Faults.ShouldHaveSingleItem().Field.ShouldBe("--secret-keys-file");
        Read([], new() { ["SWITCHYARD_SECRET_KEYS_FILE"] = Write(" \n") }).Faults.ShouldHaveSingleItem().Field.ShouldBe("SWITCHYARD_SECRET_KEYS_FILE");
        var both = Read([], new() { ["SWITCHYARD_SECRET_KEYS_FILE"] = Write(Keys), ["SWITCHYARD_SECRET_KEYS"] = Keys }).Faults.ShouldHaveSingleItem();
        both.Detail.ShouldContain("exclude each other");
        both.Detail.ShouldNotContain(Keys);
    }

    [Fact]
    public void An_edge_takes_them_too()
    {
        var command = new Command("edge");
        var flags = new EdgeFlags(static name => name is "SWITCHYARD_CONTROL_PLANE" ? "http://127.0.0.1:1" : null);
        flags.AddTo(command);
        var faults = new FaultList();
        flags.Read(command.Parse(["--secret-keys-file", Path.Combine(_directory.FullName, "none")]), faults);
        faults.Select(static fault => fault.Field).ShouldContain("--secret-keys-file");
    }

    [Fact]
    public void The_control_plane_is_known_by_every_name_it_is_given()
    {
        Read(["--admin-listen", "http://0.0.0.0:8081", "--advertise", "http://node-1:8081", "--admin-hosts", "control, admin.example.com"], [])
            .Options!.ControlPlaneHosts().ShouldBe(["0.0.0.0", "node-1", "control", "admin.example.com"]);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static (ServeOptions? Options, FaultList Faults) Read(string[] arguments, Dictionary<string, string> environment)
    {
        var command = new Command("serve");
        var flags = new ServeFlags(environment.GetValueOrDefault);
        flags.AddTo(command);
        var faults = new FaultList();
        return (flags.Read(command.Parse(arguments), new ServeDefaults("./data", []), faults), faults);
    }

    private string Write(string text)
    {
        var path = Path.Combine(_directory.FullName, Path.GetRandomFileName());
        File.WriteAllText(path, text);
        return path;
    }
}
