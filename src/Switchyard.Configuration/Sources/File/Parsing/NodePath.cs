using System.Globalization;
using System.Text;

namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Where a walk over a tree is: names and indexes from the root (<c>modules[3].config</c>). Its text is made only for those who ask, which is where something is wrong.</summary>
internal sealed class NodePath
{
    private readonly List<(string? Name, int Index)> _steps = [];

    /// <summary>Goes to the member <paramref name="name"/> of a map.</summary>
    public void Enter(string name) => _steps.Add((name, 0));

    /// <summary>Goes to an item of a list.</summary>
    public void Enter(int index) => _steps.Add((null, index));

    /// <summary>Goes back to what it was in.</summary>
    public void Leave() => _steps.RemoveAt(_steps.Count - 1);

    /// <inheritdoc />
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _steps)
        {
            if (name is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else
            {
                text.Append(text.Length == 0 ? "" : ".").Append(name);
            }
        }

        return text.ToString();
    }
}
