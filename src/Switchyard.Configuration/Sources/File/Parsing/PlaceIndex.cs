using System.Globalization;

namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>The place of every path of a tree: made when a fault has to be placed, which few files have.</summary>
internal sealed class PlaceIndex
{
    // A long name around a long list would otherwise be kept once for each of its items.
    private const int MostPathCharacters = 16 << 20;

    private readonly Dictionary<string, FilePlace> _places = [];
    private int _pathCharacters;

    public PlaceIndex(FileNode root)
    {
        _places[""] = root.Place;
        Add(root, "");
    }

    /// <summary>The place of <paramref name="path"/>, or of the nearest object around it when the path is of something that is missing.</summary>
    public FilePlace PlaceOf(string path)
    {
        while (true)
        {
            if (_places.TryGetValue(path, out var place))
            {
                return place;
            }

            path = path[..Math.Max(path.LastIndexOfAny(['.', '[']), 0)];
        }
    }

    private void Add(FileNode node, string path)
    {
        switch (node)
        {
            case FileMap map:
                foreach (var member in map.Members)
                {
                    Add(member.Value, Below(path, path.Length == 0 ? "" : ".", member.Name, member.Place));
                }

                break;
            case FileList list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Add(list.Items[i], Below(path, "", string.Create(CultureInfo.InvariantCulture, $"[{i}]"), list.Items[i].Place));
                }

                break;
        }
    }

    // Where there are too many, whatever is within has the path of what it is in, and with it that place.
    private string Below(string path, string between, string own, FilePlace place)
    {
        if (path.Length + own.Length > MostPathCharacters - _pathCharacters)
        {
            _pathCharacters = MostPathCharacters;
            return path;
        }

        _pathCharacters += path.Length + own.Length;
        var below = string.Concat(path, between, own);
        _places[below] = place;
        return below;
    }
}
