using CaffeSharpGen.Torch7;

namespace CaffeSharpGen.SceneLanguageTrainer.Learning;

/// <summary>
/// Builds an <c>nn.gModule</c> of nngraph. It holds each node twice, with the data in common: in <c>fg</c> a node's children are those who
/// use it, in <c>bg</c> those whom it uses.
/// </summary>
internal sealed class GraphModule
{
    private readonly List<Node> nodes = [];

    /// <summary>A node of the graph.</summary>
    internal sealed class Node(int id, Node[] inputs)
    {
        public int Id => id;
        public Node[] Inputs => inputs;
        public Torch7Table Data { get; } = new() { ["forwardNodeId"] = id, ["annotations"] = new Torch7Table() };
        public Torch7Object Forward { get; set; } = null!;
        public Torch7Object Backward { get; set; } = null!;
    }

    /// <summary>Adds a node, after those that it uses.</summary>
    /// <param name="fields">What its data holds besides; <c>name</c> goes to its annotations.</param>
    /// <param name="inputs">The nodes that it uses, in order.</param>
    public Node Add((string Key, Torch7Value Value)[] fields, params Node[] inputs)
    {
        var node = new Node(nodes.Count + 1, inputs);
        foreach ((string key, Torch7Value value) in fields)
        {
            Torch7Table target = key == "name" ? (Torch7Table)node.Data["annotations"] : node.Data;
            target[key] = value;
        }
        nodes.Add(node);
        return node;
    }

    /// <summary>A node of a module.</summary>
    public Node Module(Torch7Object module, string? name, params Node[] inputs) =>
        Add(name is null ? [("module", module)] : [("module", module), ("name", name)], inputs);

    /// <summary>A node that gives one of several values of another.</summary>
    public Node Select(Node of, int index) => Add([("selectindex", index), ("input", new Torch7Table())], of);

    /// <summary>The module; the first node is its input, the last its output.</summary>
    /// <param name="inputs">Number of values that the input holds.</param>
    public Torch7Object Build(int inputs)
    {
        Connect();
        var modules = nodes.Select(node => node.Data["module"]).Where(module => module is not Torch7Nil);
        return new Torch7Object("nn.gModule", new Torch7Table
        {
            ["_type"] = "torch.FloatTensor",
            ["nInputs"] = inputs,
            ["verbose"] = false,
            ["output"] = new Torch7Table(),
            ["modules"] = Torch7Table.List(modules),
            ["fg"] = Graph(node => node.Forward, (input, user) => (input.Forward, user.Forward)),
            ["bg"] = Graph(node => node.Backward, (input, user) => (user.Backward, input.Backward)),
            ["innode"] = nodes[0].Forward,
            ["outnode"] = nodes[^1].Backward,
            ["forwardnodes"] = Torch7Table.List(nodes.Select(node => node.Forward)),
            ["backwardnodes"] = Torch7Table.List(Enumerable.Reverse(nodes).Select(node => node.Backward)),
        });
    }

    private void Connect()
    {
        foreach (Node node in nodes)
        {
            node.Forward = NodeObject(node);
            node.Backward = NodeObject(node);
        }
        foreach (Node node in nodes)
        {
            Node[] users = [.. nodes.Where(user => user.Inputs.Contains(node))];
            Number(Table(node.Forward, "children"), users.Select(user => user.Forward));
            Number(Table(node.Backward, "children"), node.Inputs.Select(input => input.Backward));
            node.Data["mapindex"] = Number(new Torch7Table(), node.Inputs.Select(input => input.Data));
            var reverse = new Torch7Table();
            foreach (Node user in users)
                reverse[user.Backward] = true;
            node.Data["reverseMap"] = reverse;
        }
    }

    private Torch7Object Graph(Func<Node, Torch7Object> side, Func<Node, Node, (Torch7Object From, Torch7Object To)> ends)
    {
        var edges = nodes.SelectMany(user => user.Inputs.Select(input => ends(input, user)))
            .Select(edge => new Torch7Object("graph.Edge", new Torch7Table { ["from"] = edge.From, ["to"] = edge.To }));
        return new Torch7Object("graph.Graph", new Torch7Table
        {
            ["nodes"] = Number(new Torch7Table(), nodes.Select(side)),
            ["edges"] = Number(new Torch7Table(), edges),
        });
    }

    private static Torch7Object NodeObject(Node node) => new("nngraph.Node", new Torch7Table
    {
        ["id"] = node.Id,
        ["data"] = node.Data,
        ["children"] = new Torch7Table(),
        ["visited"] = false,
        ["marked"] = false,
    });

    private static Torch7Table Table(Torch7Object of, string key) => (Torch7Table)((Torch7Table)of.Body)[key];

    /// <summary>Lists values so that a place finds the value, and a value its place.</summary>
    private static Torch7Table Number(Torch7Table table, IEnumerable<Torch7Reference> values)
    {
        Torch7Reference[] all = [.. values];
        for (int i = 0; i < all.Length; i++)
            table[i + 1] = all[i];
        for (int i = 0; i < all.Length; i++)
            table[all[i]] = i + 1;
        return table;
    }
}
