namespace Switchyard.Processes;

/// <summary>
/// Builds the environment of a child from nothing, each step winning over those before: what is passed of the host, its own home, what the definition says, what its credentials say. Variables of Switchyard itself are refused whoever
/// asks for them, and those by which this node could reach its database when the definition does.
/// </summary>
public sealed class ChildEnvironment
{
    private const string Own = "SWITCHYARD_";

    private static readonly string[] OfHost = ["PATH", "LANG", "TZ", "TMPDIR"];

    // What the database driver and libpq read.
    private static readonly HashSet<string> OfDatabase = new(
        [
            "PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGOPTIONS", "PGAPPNAME", "PGSSLMODE", "PGSSLCERT", "PGSSLKEY", "PGSSLROOTCERT",
            "PGSSLNEGOTIATION", "PGGSSENCMODE", "PGREQUIREAUTH", "PGCHANNELBINDING", "PGTARGETSESSIONATTRS", "PGTZ", "PGCLIENTENCODING",
        ],
        StringComparer.Ordinal);

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly List<string> _refused = [];

    /// <summary>Begins with the host's variables and a home.</summary>
    public ChildEnvironment(IReadOnlyDictionary<string, string> host, string home)
    {
        foreach (var (name, value) in host)
        {
            if (OfHost.Contains(name, StringComparer.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal))
            {
                _variables[name] = value;
            }
        }

        _variables["HOME"] = home;
    }

    /// <summary>What was built.</summary>
    public IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>Names that were asked for and are not handed over.</summary>
    public IReadOnlyList<string> Refused => _refused;

    /// <summary>Adds a variable of the definition.</summary>
    public void AddOfDefinition(string name, string value)
    {
        if (OfDatabase.Contains(name))
        {
            _refused.Add(name);
            return;
        }

        AddOfCredential(name, value);
    }

    /// <summary>Adds a variable that carries a credential, or the path of one.</summary>
    public void AddOfCredential(string name, string value)
    {
        if (name.StartsWith(Own, StringComparison.Ordinal))
        {
            _refused.Add(name);
            return;
        }

        _variables[name] = value;
    }
}
